"""The question of one area code: what can be chosen in it, what is listened for, what is said, how long it lasts.

All of that follows from the tables and from how callers are asked. It is made once for all calls.
"""

from veertien.inquiry.farewell import farewell_of
from veertien.inquiry.inquiries import Inquiries, inquiries_of
from veertien.inquiry.inquiry import Inquiry, inquiry_of

__all__ = ["Inquiries", "Inquiry", "farewell_of", "inquiries_of", "inquiry_of"]
