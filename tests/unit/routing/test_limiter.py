"""The rate limit: exact, bounded, and blind to the clock but for the time it is given."""

from hypothesis import given
from hypothesis import strategies as st

from veertien.routing import CallLimiter, OverRate, Rate

RATES = st.builds(Rate, st.integers(1, 5), st.integers(1, 60))
CALLS = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 40)), max_size=80)


@given(RATES, CALLS)
def test_a_call_is_let_through_as_long_as_fewer_than_the_limit_were_in_the_window(
    rate: Rate, calls: list[tuple[str, int]]
) -> None:
    limiter = CallLimiter()
    through: list[tuple[str, float]] = []
    now = 0.0
    for caller, pause in calls:
        now += pause
        counting = [at for who, at in through if who == caller and at > now - rate.seconds]
        admitted = limiter.admits(rate, caller, now)
        assert admitted == (len(counting) < rate.calls)
        if admitted:
            through.append((caller, now))
    assert limiter.kept <= len(through)
    limiter.admits(rate, "somebody else", now + 2 * rate.seconds)
    assert limiter.kept == 1


@given(RATES, st.integers(1, 30), st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 3)), max_size=200))
def test_it_never_remembers_more_than_it_may_whoever_calls(rate: Rate, most: int, calls: list[tuple[int, int]]) -> None:
    limiter, now = CallLimiter(most), 0.0
    for caller, pause in calls:
        now += pause
        limiter.admits(rate, str(caller), now)
        assert limiter.kept <= most


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50))
def test_a_clock_that_goes_back_is_taken_to_stand_still(times: list[float]) -> None:
    limiter, other = CallLimiter(), CallLimiter()
    for place, now in enumerate(times, 1):
        assert limiter.admits(Rate(2, 10), "a", now) == other.admits(Rate(2, 10), "a", max(times[:place]))


def test_who_keeps_calling_stays_limited_in_a_flood_of_made_up_numbers() -> None:
    limiter, rate = CallLimiter(1000), Rate(10, 600)
    let_through = 0
    for second in range(300):
        let_through += limiter.admits(rate, "robot", second)
        assert all(limiter.admits(rate, f"{second} {made_up}", second) for made_up in range(50))
    assert let_through == 10


def test_redialling_while_over_the_rate_makes_the_wait_no_longer() -> None:
    limiter, rate = CallLimiter(), Rate(1, 60)
    assert limiter.admits(rate, "a", 0)
    assert not any(limiter.admits(rate, "a", second) for second in range(1, 60))
    assert limiter.admits(rate, "a", 60)


def test_counts_go_on_until_the_limit_itself_is_another() -> None:
    limiter = CallLimiter()
    assert limiter.admits(Rate(1, 60), "a", 0)
    assert not limiter.admits(Rate(1, 60, OverRate.OPERATOR), "a", 1)
    assert limiter.admits(Rate(1, 61), "a", 2)
