"""The content as open data: what every record says, with its evidence, in JSON and in tables."""
