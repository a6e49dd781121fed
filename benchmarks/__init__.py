"""Ratios and times that `make bench` measures in one run, interleaved."""
