"""What would happen to a call, said without one."""

from veertien.rehearsal.answers import Answer, answered, match_answer

__all__ = ["Answer", "answered", "match_answer"]
