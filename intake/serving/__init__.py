"""What waitress is taught: strict heads, one request at a time, no place for who holds on."""
