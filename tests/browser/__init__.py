"""What holds for a reader, in a real browser."""
