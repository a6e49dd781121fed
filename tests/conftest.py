"""What all tests share."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# The same examples everywhere, however slow the machine is.
settings.register_profile(
    "site",
    database=None,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("site")
