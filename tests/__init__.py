"""What holds of the site: in its parts, as built, in its Python, and in a real browser."""
