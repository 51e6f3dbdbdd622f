"""Puts what is made from the code between the marks of a page that is otherwise written by hand."""


def put_between(begin: str, end: str, part: str, page: str) -> str:
    """Return a page with `part` between the lines `begin` and `end`. Raises ValueError when a mark is missing."""
    if begin not in page or end not in page:
        raise ValueError(f"The page lacks the marks {begin.strip()} and {end.strip()}: put them where this belongs")
    before, rest = page.split(begin, 1)
    return f"{before}{begin}{part}{end}{rest.split(end, 1)[1]}"
