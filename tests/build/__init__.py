"""What holds of a build: its pages, its links, its faults, and another builder."""
