"""The question of one area code: what can be chosen in it, what is listened for, what is said, how long it lasts.

All of that follows from the tables and from how callers are asked. It is made once for all calls.
"""

from veertien.inquiry.inquiry import Inquiries, Inquiry, farewell_of, inquiries_of, inquiry_of
from veertien.inquiry.understanding import Understanding

__all__ = ["Inquiries", "Inquiry", "Understanding", "farewell_of", "inquiries_of", "inquiry_of"]
