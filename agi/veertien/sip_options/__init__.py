"""Whether calls are taken here, for a SIP proxy before several nodes, which asks by OPTIONS."""

from veertien.sip_options.codec import OptionsRequest, Status, answer, read_request
from veertien.sip_options.server import OptionsServer

__all__ = ["OptionsRequest", "OptionsServer", "Status", "answer", "read_request"]
