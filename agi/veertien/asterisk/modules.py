"""The modules of Asterisk that calls through Veertien take."""

from veertien.asterisk.manager.pbx_facts import NEEDED_MODULES

CALL_MODULES = (
    *NEEDED_MODULES,
    "app_exec",
    "bridge_simple",
    "codec_alaw",
    "codec_resample",
    "codec_ulaw",
    "func_cut",
    # What `veertien doctor` asks whether a number is let in.
    "func_dialplan",
    "res_pjproject",
    # Without it strangers get 500 instead of 401.
    "res_pjsip_authenticator_digest",
    "res_pjsip_dtmf_info",
    "res_pjsip_nat",
    "res_pjsip_pubsub",
    "res_pjsip_rfc3326",
    "res_sorcery_astdb",
    "res_sorcery_config",
    "res_sorcery_memory",
    "res_speech",
    "res_timing_timerfd",
)
"""What a call through Veertien needs. docs/installation.md has the same list. Each by its name: of the others some read
files, run programs or evaluate text."""
JUMPING_MODULE = "bridge_native_rtp"
"""Would give callers another row of RTP sequence numbers."""
