"""What holds of the parts, and of the files that readers and maintainers write."""
