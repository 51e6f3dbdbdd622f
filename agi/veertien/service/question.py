"""The question to one caller: the dialogue on their audio, with what is said and listened for in it."""

import asyncio
from collections.abc import Mapping

import structlog

from veertien.asterisk.audiosocket.session import AUDIO_CONNECT_SECONDS, AudioNotConnectedError, AudioSession
from veertien.callflow import Ask, Interview
from veertien.conversation import Listen, Operator, Reason
from veertien.frames import HERTZ
from veertien.inquiry import Inquiry
from veertien.prompts import PromptStore
from veertien.service.dialogue import Dialogue, FarewellOf
from veertien.service.listening import Report
from veertien.speech import GrammarSpec, Recognition
from veertien.speech.processes.pool import RecogniserPool


class Interviewer:
    """Asks callers which municipality they want."""

    def __init__(self, prompts: PromptStore, pool: RecogniserPool) -> None:
        self._prompts = prompts
        self._pool = pool
        self._log = structlog.get_logger(__name__)

    def start(
        self,
        session: AudioSession,
        inquiry: Inquiry,
        ask: Ask,
        farewell_of: FarewellOf,
        report: Report,
    ) -> "asyncio.Task[Interview]":
        """Begin the conversation when Asterisk opens the audio; the task returns what came of it, and never fails.

        `farewell_of` gives what is said to the caller at the end, before the call goes on, in the language that they
        asked for; `report` takes each answer as it was recognised.
        """
        return asyncio.create_task(self._hold(session, inquiry, ask, farewell_of, report))

    async def _hold(
        self,
        session: AudioSession,
        inquiry: Inquiry,
        ask: Ask,
        farewell_of: FarewellOf,
        report: Report,
    ) -> Interview:
        try:
            understands = inquiry.understanding(ask.likelier)

            async def recognise(pcm: bytes, listen: Listen, urgent: asyncio.Event) -> Recognition:
                async def search(spec: GrammarSpec, factors: Mapping[str, float]) -> Recognition:
                    return await self._pool.recognise(pcm, HERTZ, spec, urgent, factors)

                return await understands.understand(search, listen)

            conversation = inquiry.conversation(ask.proposed)
            await session.connected(AUDIO_CONNECT_SECONDS)
            dialogue = Dialogue(session, conversation, self._prompts, recognise, inquiry.policy.confirm, report)
            return await dialogue.run(farewell_of)
        except AudioNotConnectedError as error:
            self._log.warning("no_audio", why=str(error))
        except Exception:
            # Whatever broke in here, the caller gets a person.
            self._log.exception("dialogue_failed")
        finally:
            session.close()
        return Interview(Operator(Reason.AUDIO_LOST), 0, ())
