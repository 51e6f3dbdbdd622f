"""A caller over ARI: dials, listens, speaks and presses keys as a person would, and keeps a timeline."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import uuid4

from veertien.testcall.ari import AriEvent, AriLink, AriRefusedError
from veertien.testcall.placed_call import HangUp, HearOut, Moment, PlacedCall, Press, Say, Step, Until, Wait

TALK_DETECTION = "350,200"
"""Milliseconds of quiet after which the other side counts as having finished speaking, and the energy that is speech.
"""

Ending = Callable[[PlacedCall], Awaitable[None]]
"""Is done when something has happened to a call."""


class CallPlacer:
    """Places calls through one ARI link."""

    def __init__(
        self,
        link: AriLink,
        on_moment: Callable[[PlacedCall, Moment], None] | None = None,
        *,
        record: bool = False,
    ) -> None:
        """`on_moment` gets everything as it happens; `record` has Asterisk keep what the caller hears."""
        self._link = link
        self._record = record
        self._on_moment = on_moment or (lambda _call, _moment: None)

    async def call(
        self,
        endpoint: str,
        number: str,
        steps: Sequence[Step],
        *,
        caller_id: str,
        over: Ending | None = None,
        until: Ending | None = None,
        most_seconds: float = 90.0,
        ring_seconds: int = 60,
    ) -> PlacedCall:
        """Dial `endpoint`, carry out `steps` from the moment it is answered, and return when the call is over.

        Once `over` is done nothing is left to answer, and the steps left are not carried out. After the last step, and
        after `over`, the caller stays on the line until `until` is done, then hangs up. Raises TimeoutError when the
        call lasts longer than `most_seconds`; the channel is gone then too.
        """
        attempt = _Attempt(self._link, PlacedCall(number), self._on_moment, record=self._record)
        async with asyncio.timeout(most_seconds):
            return await attempt.run(endpoint, steps, caller_id, over, until, ring_seconds)


class _Attempt:
    def __init__(
        self, link: AriLink, call: PlacedCall, on_moment: Callable[[PlacedCall, Moment], None], *, record: bool
    ) -> None:
        self._link = link
        self._record = record
        self._call = call
        self._on_moment = on_moment
        self._id = f"veertien-{uuid4().hex}"
        self._call.channel = self._id
        self._call.far_channel = f"{self._id}-far"
        self._up = asyncio.Event()
        self._gone = asyncio.Event()
        self._quiet = asyncio.Event()
        self._spoken = asyncio.Event()
        self._kept = asyncio.Event()

    async def run(
        self,
        endpoint: str,
        steps: Sequence[Step],
        caller_id: str,
        over: Ending | None,
        until: Ending | None,
        ring_seconds: int,
    ) -> PlacedCall:
        with self._link.listening() as events:
            watch = asyncio.create_task(self._watch(events))
            tasks: list[asyncio.Task[Any]] = [watch]
            try:
                self._note("dialled", self._call.number)
                await self._link.request(
                    "channels",
                    "originate",
                    endpoint=endpoint,
                    app=self._link.application,
                    appArgs="caller",
                    channelId=self._id,
                    otherChannelId=self._call.far_channel,
                    callerId=f"<{caller_id}>",
                    timeout=ring_seconds,
                )
                work = asyncio.create_task(self._carry_out(steps, over, until))
                gone = asyncio.create_task(self._gone.wait())
                tasks += [work, gone]
                done, _ = await asyncio.wait({work, gone, watch}, return_when=asyncio.FIRST_COMPLETED)
                for ended in done:
                    ended.result()
                if not gone.done():
                    await self._hang_up()
                    await gone
                if self._call.recording:
                    # The file is whole only when Asterisk says so.
                    await self._kept.wait()
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
                await self._hang_up()
        return self._call

    async def _carry_out(self, steps: Sequence[Step], over: Ending | None, until: Ending | None) -> None:
        await self._up.wait()
        if over is None:
            await self._do_all(steps)
        else:
            doing, ending = asyncio.ensure_future(self._do_all(steps)), asyncio.ensure_future(over(self._call))
            try:
                await asyncio.wait({doing, ending}, return_when=asyncio.FIRST_COMPLETED)
                if doing.done():
                    doing.result()
                await ending
            finally:
                doing.cancel()
                ending.cancel()
                await asyncio.gather(doing, ending, return_exceptions=True)
        if until is not None:
            await until(self._call)

    async def _do_all(self, steps: Sequence[Step]) -> None:
        for step in steps:
            await self._do(step)

    async def _do(self, step: Step) -> None:
        match step:
            case HearOut(seconds=seconds):
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(seconds):
                        await self._spoken.wait()
                        await self._quiet.wait()
                self._spoken.clear()
            case Say(path=path, words=words):
                self._note("said", words)
                playback = uuid4().hex
                finished = self._playback_end(playback)
                await self._link.request(
                    "channels",
                    "playWithId",
                    channelId=self._id,
                    playbackId=playback,
                    media=f"sound:{path.with_suffix('')}",
                )
                await finished
                self._note("said all", words)
                await self._send_silence()
            case Press(keys=keys):
                self._note("pressed", keys)
                await self._link.request("channels", "sendDTMF", channelId=self._id, dtmf=keys, duration=120)
            case Wait(seconds=seconds):
                await asyncio.sleep(seconds)
            case Until(happened=happened):
                await happened()
            case HangUp():
                await self._hang_up()
                await self._gone.wait()

    def _playback_end(self, playback: str) -> "asyncio.Task[None]":
        async def watch() -> None:
            with self._link.listening() as events:
                while True:
                    event = await events.get()
                    if event["type"] == "PlaybackFinished" and event["playback"]["id"] == playback:
                        return

        return asyncio.create_task(watch())

    async def _watch(self, events: "asyncio.Queue[AriEvent]") -> None:
        while True:
            event = await events.get()
            channel = event.get("channel", {}).get("id")
            if channel == self._id:
                await self._take(event)
            elif event["type"] == "RecordingFinished" and event["recording"]["name"] == self._id:
                self._kept.set()
            elif channel == f"{self._id}-ear" and event["type"] == "StasisStart":
                await self._link.request(
                    "channels", "record", channelId=channel, name=self._id, format="wav", ifExists="overwrite"
                )
                self._call.recording = self._id

    async def _take(self, event: AriEvent) -> None:
        match event["type"]:
            case "ChannelStateChange" if event["channel"]["state"] == "Ringing":
                self._note("ringing")
            case "StasisStart":
                self._note("answered")
                with contextlib.suppress(AriRefusedError):
                    await self._send_silence()
                    await self._listen_in()
                self._up.set()
            case "ChannelTalkingStarted":
                self._quiet.clear()
                self._spoken.set()
                self._note("hears speech")
            case "ChannelTalkingFinished":
                self._quiet.set()
                self._note("hears silence")
            case "ChannelDestroyed":
                self._call.cause = int(event.get("cause", 0))
                self._note("ended", event.get("cause_txt", ""))
                self._gone.set()

    async def _send_silence(self) -> None:
        # A telephone sends audio all the time, and Asterisk waits half a second for it when it answers.
        await self._link.request("channels", "startSilence", channelId=self._id)

    async def _listen_in(self) -> None:
        await self._link.request(
            "channels", "setChannelVar", channelId=self._id, variable="TALK_DETECT(set)", value=TALK_DETECTION
        )
        if not self._record:
            return
        await self._link.request(
            "channels",
            "snoopChannelWithId",
            channelId=self._id,
            snoopId=f"{self._id}-ear",
            spy="in",
            app=self._link.application,
            appArgs="ear",
        )

    async def _hang_up(self) -> None:
        if not self._gone.is_set():
            with contextlib.suppress(AriRefusedError):
                await self._link.request("channels", "hangup", channelId=self._id)

    def _note(self, what: str, detail: str = "") -> None:
        self._on_moment(self._call, self._call.note(what, detail))
