"""What holds for all tests."""

import gc

from hypothesis import HealthCheck, settings

# How long an example takes says something of the machine and of what else runs on it, nothing of the code.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# What `make quick` runs with (--hypothesis-profile=quick): enough to find what is plainly broken.
settings.register_profile("quick", settings.get_profile("unhurried"), max_examples=10)
settings.load_profile("unhurried")

# Thousands of tests lie in memory; to look through them for garbage as often as Python does takes a sixth of the time.
gc.set_threshold(50_000, 10, 10)
