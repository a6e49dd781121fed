"""What holds in the browser's Python, run under Node."""
