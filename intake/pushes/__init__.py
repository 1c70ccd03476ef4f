"""What is pushed to the companies of a building, and who asked to have it by mail."""
