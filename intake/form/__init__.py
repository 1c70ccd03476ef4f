"""What comes in by the form: read, checked, completed."""
