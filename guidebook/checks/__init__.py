"""What must hold in content beyond the shape of a single file."""
