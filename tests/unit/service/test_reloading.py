"""Reloads with real recogniser processes: what changes, what is shared, and that a failure changes nothing."""

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.recognisers import recognisers, speaking
from tests.unit.asterisk.waiting import until
from tests.unit.prompts.piper_voices import put_voice
from tools.carried import joe_voice, whisper_base
from veertien.config.folder import ConfigFolder, Loaded
from veertien.conversation import Language, Prompt, PromptId
from veertien.doctor.finding import DoctorFinding
from veertien.doctor.kinds.endpoint_kinds import NO_ENDPOINTS
from veertien.prompts.catalogue import name_of
from veertien.records import Metrics, ReloadResult
from veertien.service.editions.in_force import InForce
from veertien.service.editions.kept_tables import KeptTables
from veertien.service.editions.making import EditionMaker
from veertien.service.editions.reloading import Reloader
from veertien.speech import Espeak
from veertien.speech.line.wav import read_wav

pytestmark = pytest.mark.slow

MEDEMBLIK = "GM0420"


@dataclass
class Running:
    """What a daemon reloads with, without its doors."""

    path: Path
    folder: ConfigFolder
    in_force: InForce
    reloader: Reloader
    metrics: Metrics

    def write(self, name: str, old: str, new: str) -> None:
        text = (self.path / name).read_text()
        assert old in text
        (self.path / name).write_text(text.replace(old, new))

    def other_number(self, number: str) -> None:
        self.write("municipalities/westfriesland.yaml", "0229000002", number)

    def number(self) -> str:
        return self.in_force.edition.tables.municipalities[MEDEMBLIK].destinations[0].number

    def counted(self, result: str) -> float | None:
        return self.metrics.registry.get_sample_value("veertien_reloads_total", {"result": result})


@pytest.fixture
async def running(small_config: Path, espeak: Espeak) -> AsyncIterator[Running]:
    folder, metrics = ConfigFolder(small_config), Metrics()
    maker = EditionMaker(espeak)
    loaded = folder.load()
    in_force = InForce(await maker.make(loaded))
    reloader = Reloader(folder, maker, in_force, loaded.settings, metrics, KeptTables(small_config, None))
    yield Running(small_config, folder, in_force, reloader, metrics)
    await reloader.stop()
    await in_force.stop()


async def test_new_tables_are_in_force_after_a_reload(running: Running) -> None:
    before = running.in_force.since
    running.other_number("0229000009")
    reload = await running.reloader.ask("a test")
    assert (reload.result, reload.asked_by, reload.rerouted) == (ReloadResult.LOADED, "a test", ("140229",))
    assert running.number() == "0229000009"
    assert running.in_force.since > before
    assert running.reloader.last is reload
    assert running.counted("loaded") == 1


async def test_trunks_are_compared_with_asterisk_once_they_are_in_force(running: Running, espeak: Espeak) -> None:
    assert (await running.reloader.ask("a test")).findings is None
    asked: list[tuple[bool, int]] = []

    async def compare(loaded: Loaded) -> tuple[DoctorFinding, ...]:
        asked.append((running.in_force.edition.loaded is loaded, loaded.endpoint_lines["medemblik"]))
        return (NO_ENDPOINTS.found(),)

    maker = EditionMaker(espeak)
    settings, kept = running.in_force.edition.loaded.settings, KeptTables(running.path, None)
    reloader = Reloader(running.folder, maker, running.in_force, settings, running.metrics, kept, compare_pbx=compare)
    reload = await reloader.ask("a test")
    assert (asked, reload.result, reload.findings) == ([(True, 3)], ReloadResult.LOADED, (NO_ENDPOINTS.found(),))
    assert reload.as_json()["findings"] == [NO_ENDPOINTS.found().as_json()]
    running.write("operator.yaml", "operator", "nowhere")
    assert (await reloader.ask("a test")).findings is None
    assert len(asked) == 1
    await reloader.stop()


async def test_recognisers_go_on_when_nothing_changed_for_them(running: Running) -> None:
    before = running.in_force.edition
    running.other_number("0229000009")
    await running.reloader.ask("a test")
    assert running.in_force.edition is not before
    assert running.in_force.edition.ears.pocketsphinx is before.ears.pocketsphinx
    assert running.in_force.edition.prompts is before.prompts


async def test_another_pronunciation_brings_recognisers_of_its_own_and_calls_keep_theirs(running: Running) -> None:
    silence = bytes(16000)
    with running.in_force.taken() as taken:
        (running.path / "pronunciations.yaml").write_text("pronunciations: {Hoorn: hoːrən}\n")
        assert (await running.reloader.ask("a test")).result is ReloadResult.LOADED
        edition = running.in_force.edition
        assert edition.recognising.making.overrides
        assert set(edition.ears.pocketsphinx.pids).isdisjoint(taken.ears.pocketsphinx.pids)
        # Both understand; neither has to be made ready first.
        for one in (taken, edition):
            await one.ears.pocketsphinx.recognise(silence, 8000, one.recognising.grammars[0])
    while taken.ears.pocketsphinx.pids:
        await asyncio.sleep(0.01)
    await edition.ears.pocketsphinx.recognise(silence, 8000, edition.recognising.grammars[0])


async def test_other_thresholds_and_words_count_from_the_reload_on_and_calls_keep_theirs(running: Running) -> None:
    before = running.in_force.edition
    (running.path / "conversation.yaml").write_text("question: {accept: 0.95, named_choices: 0}\n")
    (running.path / "prompts.yaml").write_text('ask: {nl: "Zeg het maar."}\n')
    reload = await running.reloader.ask("a test")
    assert (reload.result, reload.asking) == (
        ReloadResult.LOADED,
        ("conversation.yaml: question.accept", "conversation.yaml: question.named_choices", "prompts.yaml: ask.nl"),
    )
    edition = running.in_force.edition
    assert (edition.loaded.asking.policy.accept, before.loaded.asking.policy.accept) == (0.95, 0.9)
    assert edition.prompts.text_of(Prompt(PromptId.ASK)) == "Zeg het maar."
    assert edition.prompts.audio(Prompt(PromptId.ASK)) != before.prompts.audio(Prompt(PromptId.ASK))
    assert before.prompts.text_of(Prompt(PromptId.ASK)) == "Welke gemeente?"
    assert edition.ears.pocketsphinx is before.ears.pocketsphinx


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [("conversation", "question: {accept: 2}\n", "NUMBER"), ("prompts", 'ask: {nl: ""}\n', "EMPTY-VALUE")],
)
async def test_a_faulty_conversation_or_text_changes_nothing(running: Running, name: str, text: str, code: str) -> None:
    before = running.in_force.edition
    (running.path / f"{name}.yaml").write_text(text)
    reload = await running.reloader.ask("a test")
    assert (reload.result, [fault.code for fault in reload.faults]) == (ReloadResult.REFUSED, [code])
    assert running.in_force.edition is before


async def test_another_number_of_recognisers_counts_from_the_reload_on(running: Running) -> None:
    running.write("veertien.yaml", "recognisers: 1", "recognisers: 2")
    await running.reloader.ask("a test")
    assert len(running.in_force.edition.ears.pocketsphinx.pids) == 2


async def test_faulty_tables_change_nothing_and_say_where_they_are_faulty(running: Running) -> None:
    before = running.in_force.edition, running.in_force.since
    running.other_number("many")
    reload = await running.reloader.ask("a test")
    assert reload.result is ReloadResult.REFUSED
    (fault,) = reload.faults
    assert (Path(fault.file).name, fault.code) == ("westfriesland.yaml", "PHONE-NUMBER")
    assert (running.in_force.edition, running.in_force.since) == before
    assert (running.counted("refused"), running.counted("loaded")) == (1, 0)
    running.write("municipalities/westfriesland.yaml", "many", "0229000009")
    assert (await running.reloader.ask("a test")).result is ReloadResult.LOADED


@pytest.mark.parametrize("setting", ["acoustic_model: empty\n", "prompts: {voice: klingon, cache: elsewhere}\n"])
async def test_what_can_not_be_made_ready_changes_nothing_and_leaves_no_process(running: Running, setting: str) -> None:
    before = running.in_force.edition
    pids = before.ears.pocketsphinx.pids
    (running.path / "empty").mkdir()
    (running.path / "veertien.yaml").write_text(f"recognisers: 2\n{setting}")
    reload = await running.reloader.ask("a test")
    assert reload.result is ReloadResult.FAILED
    assert reload.why
    assert running.in_force.edition is before
    await until(lambda: recognisers(os.getpid()) == set(pids))
    assert running.counted("failed") == 1


async def test_another_voice_is_rendered_in_another_process_before_it_counts(running: Running, tmp_path: Path) -> None:
    before = running.in_force.edition
    cache = tmp_path / "prompts"
    (running.path / "veertien.yaml").write_text(
        f"recognisers: 1\nprompts: {{cache: {cache}, voice: {{en: {{piper: {joe_voice()}}}}}}}\n"
    )
    reload = await running.reloader.ask("a test")
    assert reload.result is ReloadResult.LOADED, reload.why
    edition = running.in_force.edition
    assert edition.prompts is not before.prompts
    for prompt in edition.inquiries[0].of("0229").prompts:
        (file,) = cache.glob(f"{name_of(replace(prompt, language=Language.ENGLISH))}-{16 * '[0-9a-f]'}.wav")
        assert read_wav(file).hertz == 8000
    # Where callers are served there is nothing of Piper, nor anything left that spoke.
    assert "onnxruntime" not in Path("/proc/self/maps").read_text()
    assert speaking(os.getpid()) == set()


@pytest.mark.fault("the file of a Piper voice is damaged", caller="nothing; what was in force stays so", after="-")
async def test_a_voice_that_cannot_be_loaded_changes_nothing(running: Running, tmp_path: Path) -> None:
    before = running.in_force.edition
    put_voice(running.path)
    (running.path / "veertien.yaml").write_text(
        f"recognisers: 1\nprompts: {{cache: {tmp_path / 'prompts'}, voice: {{piper: nl.onnx}}}}\n"
    )
    reload = await running.reloader.ask("a test")
    assert reload.result is ReloadResult.FAILED
    assert reload.why is not None
    assert f"loading {running.path}/nl.onnx" in reload.why
    assert running.in_force.edition is before
    assert speaking(os.getpid()) == set()


async def test_settings_that_need_a_restart_are_told_at_each_reload_until_it_comes(running: Running) -> None:
    running.write("veertien.yaml", "recognisers: 1", "recognisers: 1\nfastagi: {port: 14573}\nweb: {port: 18014}")
    for _ in range(2):
        reload = await running.reloader.ask("a test")
        assert (reload.result, reload.needs_restart) == (ReloadResult.LOADED, ("fastagi", "web"))
    running.write("veertien.yaml", "\nfastagi: {port: 14573}\nweb: {port: 18014}", "")
    assert (await running.reloader.ask("a test")).needs_restart == ()


async def test_who_asks_during_a_reload_gets_one_more_behind_it_and_shares_it(running: Running) -> None:
    first = running.reloader.ask("first")
    # It has the turn after its first step.
    await asyncio.sleep(0)
    running.other_number("0229000009")
    second, third = running.reloader.ask("second"), running.reloader.ask("third")
    assert second is third
    assert second is not first
    assert [reload.asked_by for reload in await asyncio.gather(first, second)] == ["first", "second"]
    assert running.number() == "0229000009"
    assert running.counted("loaded") == 2


async def test_stopping_in_mid_reload_leaves_what_was_in_force_and_no_process(running: Running) -> None:
    before = running.in_force.edition
    running.write("veertien.yaml", "recognisers: 1", "recognisers: 2")
    reload = running.reloader.ask("a test")
    while recognisers(os.getpid()) == set(before.ears.pocketsphinx.pids):
        await asyncio.sleep(0.01)
    await running.reloader.stop()
    assert reload.cancelled()
    assert running.in_force.edition is before
    await until(lambda: recognisers(os.getpid()) == set(before.ears.pocketsphinx.pids))


async def test_a_second_ear_comes_with_a_reload_stays_with_another_and_goes_with_a_third(running: Running) -> None:
    running.write("veertien.yaml", "recognisers: 1", f"recognisers: 1\nsecond_ear: {whisper_base()}")
    await running.reloader.ask("a test")
    second = running.in_force.edition.ears.second
    assert second
    assert second.ready == 1
    running.other_number("0229000009")
    await running.reloader.ask("a test")
    assert running.in_force.edition.ears.pools[1] is second
    running.write("veertien.yaml", f"\nsecond_ear: {whisper_base()}", "")
    await running.reloader.ask("a test")
    assert len(running.in_force.edition.ears.pools) == 1
    await until(lambda: not second.pids)


async def test_a_second_ear_that_is_no_model_is_refused_and_changes_nothing(running: Running) -> None:
    before = running.in_force.edition
    running.write("veertien.yaml", "recognisers: 1", "recognisers: 1\nsecond_ear: /nowhere")
    reload = await running.reloader.ask("a test")
    assert (reload.result, [fault.code for fault in reload.faults]) == (ReloadResult.REFUSED, ["SECOND-EAR"])
    assert running.in_force.edition is before
