"""What holds for all tests."""

from hypothesis import HealthCheck, settings

# How long an example takes says something of the machine and of what else runs on it, nothing of the code.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# What `make quick` runs with (--hypothesis-profile=quick): enough to find what is plainly broken.
settings.register_profile("quick", settings.get_profile("unhurried"), max_examples=10)
settings.load_profile("unhurried")
