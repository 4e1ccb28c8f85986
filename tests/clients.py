"""A reader without a browser: the websocket messages that Streamlit's own frontend sends, and what comes back.

For the scripts that need many readers at once, benchmark.py and load.py.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ButtonGroup_pb2 import ButtonGroup
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.Common_pb2 import StringArray
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

CONNECT_LIMIT = 30  # seconds until a server must have let a reader in
KEPT_FOR = 2  # runs for which a browser keeps a long message, global.maxCachedMessageAge

Value = bool | str | tuple[str, ...]
Where = tuple[int, ...]


@dataclass(frozen=True)
class Run:
    """One run of the script as its reader saw it. seconds: from the request until the script had ended."""

    seconds: float
    size: int
    errors: tuple[str, ...]


@dataclass(frozen=True)
class Widget:
    """A control on the page, as it is now."""

    id: str
    kind: str
    value: Value
    default: Value
    choices: tuple[str, ...]
    several: bool
    fragment: str
    parameter: str

    @property
    def pressed(self) -> bool:
        """Whether it has no value, but is pressed."""
        return self.kind == "button"

    def clicked(self, dice: random.Random) -> Value:
        """The value after a click somewhere on it."""
        if isinstance(self.value, bool):
            return not self.value
        choice = dice.choice(self.choices)
        if isinstance(self.value, str):
            return choice
        if choice in self.value:
            return tuple(kept for kept in self.value if kept != choice)
        return (*self.value, choice) if self.several else (choice,)


@dataclass(frozen=True)
class _Place:
    """What stands at one place of the page, and the number of the run that put it there."""

    delta: Delta
    run: int


class Reader:
    """One open page. Its runs come one after the other: ask for the next when the last is over."""

    def __init__(self, connection: ClientConnection, query: str, patience: float) -> None:
        self._connection = connection
        self._query = query
        self._patience = patience
        self._runs = 0
        self._script = ""
        self._values: dict[str, Value] = {}
        self._places: dict[Where, _Place] = {}
        self._long: dict[str, tuple[Delta, int]] = {}

    async def rerun(self) -> Run:
        """Run the whole script, as a visit or the key R does."""
        return await self._run("", None)

    async def click(self, widget: Widget, dice: random.Random) -> Run:
        """Click on a control; a control within a fragment runs that fragment."""
        if not widget.pressed:
            self._values[widget.id] = widget.clicked(dice)
        return await self._run(widget.fragment, widget.id if widget.pressed else None)

    async def _run(self, fragment: str, pressed: str | None) -> Run:
        self._runs += 1
        request = BackMsg(rerun_script=self._state(fragment, pressed)).SerializeToString()
        messages: list[ForwardMsg] = []
        size = 0
        began = time.perf_counter()
        try:
            async with asyncio.timeout(self._patience):
                await self._connection.send(request)
                while not messages or not _is_end(messages[-1]):
                    data = await self._connection.recv(decode=False)
                    size += len(data)
                    messages.append(ForwardMsg.FromString(data))
        except TimeoutError:
            raise TimeoutError(f"no answer within {self._patience:g} seconds") from None
        seconds = time.perf_counter() - began
        errors = [error for message in messages for error in self._take(message)]
        self._clear(fragment)
        return Run(seconds, size, tuple(errors))

    def _state(self, fragment: str, pressed: str | None) -> ClientState:
        """What a browser sends with a click: the address, every control's value, and the long messages it still has."""
        widgets = self.widgets()
        states = [_state_of(widget.id, widget.value) for widget in widgets if not widget.pressed]
        if pressed:
            states.append(WidgetState(id=pressed, trigger_value=True))
        bound = {w.parameter: _in_address(w.value) for w in widgets if w.parameter and w.value != w.default}
        return ClientState(
            query_string="&".join(filter(None, [self._query, urlencode(bound, doseq=True)])),
            widget_states=WidgetStates(widgets=states),
            page_script_hash=self._script,
            fragment_id=fragment,
            cached_message_hashes=list(self._long),
        )

    def _take(self, message: ForwardMsg) -> list[str]:
        """Put a message into the page; returns what it complains of."""
        match message.WhichOneof("type"):
            case "new_session":
                self._script = message.new_session.page_script_hash
            case "script_finished" if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                return ["the script does not compile"]
            case "session_event" if message.session_event.WhichOneof("type") == "script_compilation_exception":
                return [message.session_event.script_compilation_exception.message]
            case "ref_hash":
                if message.ref_hash not in self._long:
                    return ["the server refers to a message that the reader does not have"]
                return self._put(message, self._long[message.ref_hash][0])
            case "delta":
                if message.metadata.cacheable:
                    self._long[message.hash] = message.delta, self._runs
                return self._put(message, message.delta)
        return []

    def _put(self, message: ForwardMsg, delta: Delta) -> list[str]:
        if message.WhichOneof("type") == "ref_hash":
            self._long[message.ref_hash] = delta, self._runs
        self._places[tuple(message.metadata.delta_path)] = _Place(delta, self._runs)
        element = delta.new_element
        match element.WhichOneof("type"):
            case "exception":
                return [f"{element.exception.type}: {element.exception.message}"]
            case "alert" if element.alert.format == Alert.ERROR:
                return [element.alert.body]
        return []

    def _clear(self, fragment: str) -> None:
        """Take away what the run did not draw again, and all that stood within it."""
        stale = {
            path
            for path, place in self._places.items()
            if place.run != self._runs and fragment in ("", place.delta.fragment_id)
        }
        self._places = {
            path: place
            for path, place in self._places.items()
            if not any(path[: length + 1] in stale for length in range(len(path)))
        }
        self._values = {widget.id: widget.value for widget in self.widgets()}
        self._long = {name: kept for name, kept in self._long.items() if self._runs - kept[1] < KEPT_FOR}

    def widgets(self) -> list[Widget]:
        """The controls on the page that ask the server for something: those of the kinds that this page has."""
        found = (self._widget(place) for place in self._places.values())
        return [widget for widget in found if widget]

    def _widget(self, place: _Place) -> Widget | None:
        element, block = place.delta.new_element, place.delta.add_block
        shown: Any
        default: Value
        forced: Value | None
        several = False
        choices: tuple[str, ...] = ()
        kind = element.WhichOneof("type") or block.WhichOneof("type")
        match kind:
            case "checkbox":
                shown = element.checkbox
                default = shown.default
                forced = shown.value if shown.set_value else None
            case "button_group":
                shown = element.button_group
                choices = tuple(option.content for option in shown.options)
                default = tuple(choices[index] for index in shown.default)
                forced = tuple(shown.raw_values) if shown.set_value else None
                several = shown.click_mode == ButtonGroup.MULTI_SELECT
            case "radio" | "selectbox":
                shown = getattr(element, kind)
                choices = tuple(shown.options)
                default = choices[shown.default] if choices else ""
                forced = shown.raw_value if shown.set_value else None
            case "expandable":
                # An expander without an id opens in the browser alone.
                shown = block.expandable
                default, forced = shown.default_expanded, shown.expanded
            case "button":
                shown = element.button
                default, forced = False, None
            case _:
                return None
        if not shown.id or getattr(shown, "disabled", False):
            return None
        # The server's word counts in the run that says it; afterwards the reader's.
        kept = self._values.get(shown.id, default)
        return Widget(
            id=shown.id,
            kind=kind,
            value=kept if forced is None or place.run != self._runs else forced,
            default=default,
            choices=choices,
            several=several,
            fragment=place.delta.fragment_id,
            parameter=getattr(shown, "query_param_key", ""),
        )

    def charts(self) -> list[dict[str, Any]]:
        """The charts on the page, from top to bottom, as plotly gets them."""
        elements = [place.delta.new_element for _, place in sorted(self._places.items(), key=lambda item: item[0])]
        return [json.loads(e.plotly_chart.spec) for e in elements if e.WhichOneof("type") == "plotly_chart"]


@asynccontextmanager
async def reading(url: str, query: str = "", patience: float = 180) -> AsyncIterator[Reader]:
    """A reader who has connected and not yet asked for the page.

    query: the part of the address behind the "?". patience: seconds until a run must be over.
    """
    parts = urlsplit(url)
    async with connect(
        f"ws://{parts.netloc}/_stcore/stream",
        origin=Origin(f"{parts.scheme}://{parts.netloc}"),
        subprotocols=[Subprotocol("streamlit"), Subprotocol("PLACEHOLDER_AUTH_TOKEN")],
        proxy=None,
        max_size=None,
        ping_interval=None,
        open_timeout=CONNECT_LIMIT,
        close_timeout=5,
    ) as connection:
        yield Reader(connection, query, patience)


def _is_end(message: ForwardMsg) -> bool:
    # A script that asks for a rerun ends early and runs again, which is still the same answer to its reader.
    return (
        message.WhichOneof("type") == "script_finished"
        and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
    )


def _state_of(name: str, value: Value) -> WidgetState:
    if isinstance(value, bool):
        return WidgetState(id=name, bool_value=value)
    if isinstance(value, str):
        return WidgetState(id=name, string_value=value)
    return WidgetState(id=name, string_array_value=StringArray(data=value))


def _in_address(value: Value) -> str | list[str]:
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else list(value) or [""]
