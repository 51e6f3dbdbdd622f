"""The question to one caller: the dialogue on their audio, with what is said and listened for in it."""

import asyncio
from collections.abc import Mapping, Set

import structlog

from veertien.asterisk.audiosocket.session import AUDIO_CONNECT_SECONDS, AudioNotConnectedError, AudioSession
from veertien.conversation import Listen, Operator, Reason
from veertien.frames import HERTZ
from veertien.inquiry import Inquiry
from veertien.prompts import PromptStore
from veertien.routing import MunicipalityEntry
from veertien.service.dialogue import Dialogue, FarewellOf, Telling
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
        proposed: MunicipalityEntry | None,
        hinted: Set[str],
        farewell_of: FarewellOf,
    ) -> "asyncio.Task[Telling]":
        """Begin the conversation as soon as Asterisk opens the audio; the task never fails, it tells.

        `proposed` is whom the caller is asked about first, `hinted` are the CBS codes that something known of the
        caller points to, `farewell_of` gives what the caller is told at the end, before the call goes on, in the
        language that they asked for.
        """
        return asyncio.create_task(self._hold(session, inquiry, proposed, hinted, farewell_of))

    async def _hold(
        self,
        session: AudioSession,
        inquiry: Inquiry,
        proposed: MunicipalityEntry | None,
        hinted: Set[str],
        farewell_of: FarewellOf,
    ) -> Telling:
        try:
            understands = inquiry.understanding(hinted)

            async def recognise(pcm: bytes, listen: Listen, urgent: asyncio.Event) -> Recognition:
                async def search(spec: GrammarSpec, factors: Mapping[str, float]) -> Recognition:
                    return await self._pool.recognise(pcm, HERTZ, spec, urgent, factors)

                return await understands.understand(search, listen)

            conversation = inquiry.conversation(proposed)
            await session.connected(AUDIO_CONNECT_SECONDS)
            dialogue = Dialogue(session, conversation, self._prompts, recognise, inquiry.policy.confirm)
            return await dialogue.run(farewell_of)
        except AudioNotConnectedError as error:
            self._log.warning("no_audio", why=str(error))
        except Exception:
            # Whatever broke in here, the caller gets a person.
            self._log.exception("dialogue_failed")
        finally:
            session.close()
        return Telling(Operator(Reason.AUDIO_LOST), 0, ())
