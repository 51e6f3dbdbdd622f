"""Places test calls, and is both of their ends: the caller who listens and speaks, and the test trunk."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from uuid import uuid4

from veertien.addresses import host_and_port, reached_at
from veertien.asterisk.audiosocket.events import Audio, Closed
from veertien.asterisk.audiosocket.server import AudioSocketLimits, AudioSocketServer
from veertien.asterisk.audiosocket.session import AudioNotConnectedError, AudioSession
from veertien.asterisk.manager.connection import AmiError
from veertien.asterisk.placing import RING_SECONDS, SelfCall, place_call
from veertien.config import AmiLogin, AmiSettings, Settings
from veertien.doctor.rows.self_calls import of_self_call
from veertien.doctor.tested import ExpectedCall, SeenCall
from veertien.frames import FRAME_SECONDS, HERTZ
from veertien.routing import TrunkStates
from veertien.selftest.hearing import CALLER_HERTZ, TRUNK_HERTZ, PromptEar, ToneEar, tone
from veertien.selftest.news import DaemonNews, daemon_news
from veertien.speech import Espeak
from veertien.speech.line.resample import resample

LONGEST_CALL_SECONDS = 100.0
"""How long a call may last: one that asks and lists all its choices, and rings."""
MOST_ANSWERS = 4
_YES = "ja"
_TONE_SECONDS = 0.5
_HEARD_SECONDS = 5.0
"""Seconds that the two sides have to hear each other."""
_GONE_SECONDS = 3.0
"""Seconds that Asterisk has to end the test trunk's side once the caller has hung up."""
_NEWS_SECONDS = 3.0
"""Seconds that the daemon has to hear from Asterisk what was dialled, and how the call ended."""


@asynccontextmanager
async def self_test_line(settings: Settings, manager: AmiSettings, login: AmiLogin) -> AsyncIterator[SelfTestLine]:
    """Be ready for test calls inside the block. Raises AudioSocketUnavailableError where nothing can be listened on."""
    host = settings.audiosocket.host
    server = AudioSocketServer(host, 0, AudioSocketLimits(expect_seconds=LONGEST_CALL_SECONDS))
    async with AsyncExitStack() as stack:
        news = await stack.enter_async_context(daemon_news(settings.web))
        await server.start()
        stack.push_async_callback(server.stop, 0.0)
        address = host_and_port(reached_at(host), server.port)
        yield SelfTestLine(server, address, news, manager, login, stack.enter_context(Espeak()))


@dataclass(frozen=True, slots=True)
class SelfTestLine:
    """What test calls are placed over, and taken at."""

    server: AudioSocketServer
    address: str
    news: DaemonNews
    manager: AmiSettings
    login: AmiLogin
    espeak: Espeak

    async def call(self, expected: ExpectedCall, states: TrunkStates) -> SeenCall:
        """Place the call, say what is expected of the caller, and tell what came of it, in LONGEST_CALL_SECONDS.

        By `states`, those of the trunks' endpoints, the daemon is told whether it went well.
        """
        return await _Attempt(self, expected, states).run()

    def spoken(self, words: str) -> bytes:
        """Return words as a telephone carries them."""
        samples, hertz = self.espeak.synthesise(words, "nl")
        return resample(samples, hertz, HERTZ).tobytes()


class _Attempt:
    def __init__(self, line: SelfTestLine, expected: ExpectedCall, states: TrunkStates) -> None:
        self._line = line
        self._expected = expected
        self._states = states
        # Neither id begins with the other: Asterisk takes that for the same.
        name = f"selftest-{uuid4().hex}"
        caller, trunk = uuid4(), uuid4()
        self._call = SelfCall(expected.number, f"{name}-near", f"{name}-far", str(caller), str(trunk), line.address)
        self._caller = line.server.expect(caller)
        self._trunk = line.server.expect(trunk)
        self._news = line.news.of(self._call.far_id)
        self._prompts = PromptEar()
        self._caller_tone, self._trunk_tone = ToneEar(TRUNK_HERTZ), ToneEar(CALLER_HERTZ)
        self._said: list[str] = []
        self._heard_when_said = 0
        self._began = time.monotonic()
        self._taken_seconds: float | None = None

    async def run(self) -> SeenCall:
        why_not: str | None = None
        ends = [asyncio.create_task(self._be_caller()), asyncio.create_task(self._be_trunk())]
        try:
            async with asyncio.timeout(LONGEST_CALL_SECONDS):
                await self._placed()
                await asyncio.gather(*ends)
        except TimeoutError:
            pass
        except AmiError as error:
            why_not = str(error)
        except OSError as error:
            why_not = os.strerror(error.errno) if error.errno else str(error)
        finally:
            for end in ends:
                end.cancel()
            await asyncio.gather(*ends, return_exceptions=True)
            await self._give_up()
        if why_not is None:
            await self._line.news.until(self._call.far_id, lambda news: news.record, _NEWS_SECONDS)
        return self._result(why_not)

    async def _placed(self) -> None:
        manager, login = self._line.manager, self._line.login
        answered = await place_call(manager.host, manager.port, login.username, login.secret, self._call)
        if not answered:
            await self._give_up()

    async def _give_up(self) -> None:
        """End what is left, by the caller: a test trunk that ends a call itself says that all went well."""
        self._caller.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(_GONE_SECONDS):
                while self._trunk.attached and self._trunk.ended is None:
                    await asyncio.sleep(FRAME_SECONDS)
        self._trunk.close()

    async def _be_caller(self) -> None:
        if not await _connected(self._caller):
            return
        async for event in self._caller:
            match event:
                case Audio(pcm) if self._taken_seconds is not None:
                    self._caller_tone.hear(pcm)
                case Audio(pcm):
                    if self._prompts.hear(pcm):
                        self._answer()
                case Closed():
                    # Nobody is going to take the call any more.
                    await self._give_up()

    def _answer(self) -> None:
        """Say what there is to say to a prompt that is over."""
        heard = self._news.heard[self._heard_when_said :]
        if self._expected.says is None or self._news.decided or len(self._said) >= MOST_ANSWERS:
            return
        # Something is asked after what was accepted only where it is asked whether that is meant.
        words = _YES if heard[-1:] in (["confirm"], ["accept"]) else self._expected.says
        self._heard_when_said = len(self._news.heard)
        self._said.append(words)
        self._caller.play(self._line.spoken(words))

    async def _be_trunk(self) -> None:
        if not await _connected(self._trunk):
            return
        self._taken_seconds = time.monotonic() - self._began
        sound = (
            asyncio.create_task(_repeat(self._trunk, TRUNK_HERTZ)),
            asyncio.create_task(_repeat(self._caller, CALLER_HERTZ)),
        )
        try:
            async with asyncio.timeout(_HEARD_SECONDS):
                async for event in self._trunk:
                    match event:
                        case Audio(pcm):
                            self._trunk_tone.hear(pcm)
                    if self._trunk_tone.heard and self._caller_tone.heard:
                        break
        except TimeoutError:
            pass
        finally:
            for task in sound:
                task.cancel()
        await self._line.news.until(self._call.far_id, lambda news: news.dialled, _NEWS_SECONDS)
        if any(of_self_call(self._expected, self._result(None), self._states)):
            await self._give_up()
        self._trunk.close()

    def _result(self, why_not: str | None) -> SeenCall:
        news = self._news
        endpoint, attempt = news.dialled[-1] if news.dialled else (None, None)
        return SeenCall(
            self._expected.number,
            self._call.far_id,
            why_not,
            tuple(round(seconds, 2) for seconds in self._prompts.prompts),
            tuple(((news.settled or {}).get("question") or {}).get("asked") or ()),
            tuple(self._said),
            news.record or news.settled,
            endpoint,
            attempt == 0 or news.given_up,
            None if self._taken_seconds is None else round(self._taken_seconds, 2),
            self._caller_tone.heard,
            self._trunk_tone.heard,
        )


async def _connected(session: AudioSession) -> bool:
    with suppress(AudioNotConnectedError):
        await session.connected(RING_SECONDS + LONGEST_CALL_SECONDS)
        return True
    return False


async def _repeat(session: AudioSession, hertz: int) -> None:
    sound = tone(hertz, _TONE_SECONDS)
    while session.ended is None:
        session.play(sound)
        await asyncio.sleep(_TONE_SECONDS)
