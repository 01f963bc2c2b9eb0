"""LiteLLM as Deita uses it: retries, fall-backs, tools, keys, and the end of a stream."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator

import pytest

from deita_server_ext.blocking import Blocking
from deita_server_ext.errors import ModelRefused, ModelUnavailable
from deita_server_ext.llm.asking import Ask, ToolCall, Turn
from deita_server_ext.llm.faults import Secrets
from deita_server_ext.llm.provider import LiteLlm
from deita_server_ext.llm.settings import ModelSettings
from deita_server_ext.services.ai import hint
from tests.llm import KEY, Broken, Calls, Refusal, ScriptedLlm, Words, running_llm

# In this process LiteLLM warns of its own dependencies.
pytestmark = pytest.mark.filterwarnings("ignore")
TOOLS = [{"type": "function", "function": {"name": "look", "parameters": {"type": "object"}}}]


@pytest.fixture
def llm() -> Iterator[ScriptedLlm]:
    with running_llm() as running:
        yield running


def asked(model: str = "openai/one", tools: bool = False) -> Ask:
    return Ask(model, [{"role": "user", "content": "How?"}], TOOLS if tools else [])


async def test_retries_and_fall_backs(
    llm: ScriptedLlm, blocking: Blocking, caplog: pytest.LogCaptureFixture
) -> None:
    settings = ModelSettings(
        ("openai/one",), fallbacks=("openai/two", "openai/three"), base_url=llm.url, key=KEY,
        retries=1, first_seconds=30,
    )  # fmt: skip
    model = LiteLlm(settings, blocking)

    async def said(ask: Ask) -> tuple[str, Turn]:
        pieces = [piece async for piece in model.stream(ask)]
        turn = pieces[-1]
        assert isinstance(turn, Turn)
        text = "".join(piece for piece in pieces if isinstance(piece, str))
        assert text == turn.text
        return text, turn

    caplog.set_level(logging.DEBUG)
    llm.say(Refusal(500), Refusal(503), Refusal(404), Words("Here I am."))
    text, turn = await said(asked())
    assert (text, turn.model) == ("Here I am.", "openai/three")
    # The first is asked twice; what is refused for good is not tried again.
    assert [request["model"] for request in llm.requests] == ["one", "one", "two", "three"]
    assert (turn.tokens_in, turn.tokens_out, turn.cost) == (100, 20, 0.001)

    # All of them away: the last one's word.
    llm.say(*[Refusal(500)] * 6)
    with pytest.raises(ModelUnavailable):
        await said(asked())
    assert llm.script == []

    # What has begun is not begun anew by another.
    llm.say(Broken("Begun"))
    with pytest.raises(ModelUnavailable):
        await said(asked())
    assert len(llm.requests) == 1

    llm.say(Calls([("look", {"at": "it"}), ("look", {})], before="Let me see."))
    text, turn = await said(asked(tools=True))
    assert turn.calls == (
        ToolCall("call_0", "look", '{"at": "it"}'),
        ToolCall("call_1", "look", "{}"),
    )

    # Closed in the middle, the provider hears of it.
    llm.say(Words("word " * 1000, pause=0.02))
    stream = model.stream(asked())
    async for _piece in stream:
        break
    await stream.aclose()
    assert await asyncio.to_thread(llm.left.wait, 5)
    await model.close()
    assert KEY not in caplog.text


async def test_no_provider_is_given_another_s_key(llm: ScriptedLlm, blocking: Blocking) -> None:
    settings = ModelSettings.of(
        "openai/one", "", "hosted_vllm/two, hosted_vllm/three", key=KEY, base_url=llm.url,
        keys="hosted_vllm/two=sk-of-two", base_urls=f"hosted_vllm={llm.url}", retries=0,
        first_seconds=30,
    )  # fmt: skip
    model = LiteLlm(settings, blocking)
    llm.say(Refusal(500))
    with pytest.raises(ModelRefused):
        async for _piece in model.stream(asked()):
            pass
    given = [{k.lower(): v for k, v in headers.items()} for headers in llm.headers]
    keys = [headers.get("authorization") for headers in given]
    assert keys == [f"Bearer {KEY}", "Bearer sk-of-two", "Bearer none"]
    await model.close()


async def test_a_wrong_key_is_not_told(llm: ScriptedLlm, blocking: Blocking) -> None:
    wrong = "sk-wrong-canary-9876543210"
    settings = ModelSettings(("openai/one",), base_url=llm.url, key=wrong, retries=0)
    model = LiteLlm(settings, blocking)
    with pytest.raises(ModelRefused) as caught:
        async for _piece in model.stream(asked()):
            pass
    shown = f"{caught.value.body()} {caught.value} {settings}"
    assert "canary" not in shown
    assert "does not take the key" in shown
    await model.close()


def test_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_PROVIDER_API_KEY", "plain-canary-value")
    secrets = Secrets(("own-canary-value",))
    said = "a plain-canary-value b own-canary-value c sk-or-v1-abcdef0123 d Bearer abcdef.ghi"
    assert secrets.without(said) == "a … b … c … d …"
    assert secrets.without("nothing here") == "nothing here"


def test_models_of_the_settings() -> None:
    settings = ModelSettings.of("", "a/b=The b, c , ", " d,e ")
    assert (settings.models, settings.default) == (("a/b", "c"), "a/b")
    assert (settings.label("a/b"), settings.label("c"), settings.label("x/y/z")) == (
        "The b", "c", "z",
    )  # fmt: skip
    assert settings.fallbacks == ("d", "e")
    assert ModelSettings.of("c", "a,c", "").models == ("c", "a")
    assert ModelSettings.of("c", "", "").models == ("c",)
    assert ModelSettings.of("", "", "").default is None


def test_a_model_whose_key_is_missing_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENROUTER_API_KEY", "OR_API_KEY", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    model = "openrouter/a/b"
    alone = ModelSettings.of(model, "", "")
    assert (alone.usable, alone.missing_key(model)) == ((), "OPENROUTER_API_KEY")
    said = hint(alone)
    assert said is not None
    assert len(said.splitlines()) == 2
    assert "OPENROUTER_API_KEY" in said
    assert ModelSettings.of("gpt-5", "", "").missing_key("gpt-5") == "OPENAI_API_KEY"
    for given in ({"key": "k"}, {"keys": "openrouter=k"}, {"base_url": "http://own"}):
        assert ModelSettings.of(model, "", "", **given).usable == (model,)
    # Local ones, and those of which nothing is known, need none.
    two = ModelSettings.of("", f"{model},ollama_chat/qwen3,new/x", "")
    assert two.usable == ("ollama_chat/qwen3", "new/x")
    assert hint(two) is None
    monkeypatch.setenv("OPENROUTER_API_KEY", "k")
    assert alone.usable == (model,)


def test_keys_and_addresses_are_by_provider() -> None:
    settings = ModelSettings.of(
        "openrouter/a/b", "openai/c", "", key="one", base_url="http://one",
        keys="openai=two, openai/d=three", base_urls="openai=http://two",
    )  # fmt: skip
    models = ("openrouter/a/b", "openrouter/x", "openai/c", "openai/d", "anthropic/e")
    assert [settings.key_of(model) for model in models] == ["one", "one", "two", "three", None]
    assert [settings.base_url_of(model) for model in models] == [
        "http://one", "http://one", "http://two", "http://two", None,
    ]  # fmt: skip
    assert settings.secrets == ("one", "two", "three")
    assert "two" not in repr(settings).replace("http://two", "")
