"""Prompts that are rendered in the background, one after the other, while others are played."""

import threading
from collections.abc import Callable

import structlog

from veertien.prompts.catalogue import Spoken, name_of
from veertien.prompts.speakers import Speakers, Synthesiser

_log = structlog.get_logger()


class RenderedLater:
    """Has prompts rendered by a thread that lives as long as there is work for it. May be used from several threads."""

    def __init__(self, render: Callable[[Spoken, Speakers], None], espeak: Synthesiser) -> None:
        self._render = render
        self._espeak = espeak
        self._lock = threading.Lock()
        self._wanted: dict[Spoken, None] = {}
        self._at_work = False
        self._stopped = False

    def want(self, spoken: Spoken) -> None:
        """Have a prompt rendered soon; once it could not be rendered nothing more is."""
        with self._lock:
            if self._stopped:
                return
            self._wanted[spoken] = None
            if self._at_work:
                return
            self._at_work = True
        # The end of the process is the end of this work, and of Piper's process.
        threading.Thread(target=self._work, name="render-later", daemon=True).start()

    def stop(self) -> None:
        """Render nothing more."""
        with self._lock:
            self._stopped = True
            self._wanted.clear()

    def _work(self) -> None:
        try:
            with Speakers(self._espeak, lambda: self._stopped) as speakers:
                while (spoken := self._next()) is not None:
                    self._render(spoken, speakers)
        except Exception as error:  # whatever it is, espeak-ng speaks, and somebody is to know
            if not self._stopped:
                _log.error(
                    "prompts_not_rendered",
                    first=name_of(spoken) if spoken else "",
                    why=str(error) or repr(error),
                    cure="reload to try again; espeak-ng says them until then",
                )
            self.stop()

    def _next(self) -> Spoken | None:
        with self._lock:
            spoken = next(iter(self._wanted), None)
            if spoken is None:
                self._at_work = False
            else:
                del self._wanted[spoken]
            return spoken
