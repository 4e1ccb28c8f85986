"""Readers without a browser: they send the websocket messages of Streamlit's own frontend and read what comes back."""

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

KEPT_FOR = 2  # runs for which a browser keeps a long message, global.maxCachedMessageAge

Value = bool | tuple[str, ...]


@dataclass(frozen=True)
class Run:
    """A run of the script as its reader saw it. seconds: from the request until the script had ended."""

    seconds: float
    size: int
    errors: tuple[str, ...]


@dataclass(frozen=True)
class Widget:
    """A control on the page, with its value now."""

    id: str
    kind: str
    value: Value
    default: Value
    choices: tuple[str, ...]
    several: bool
    parameter: str

    def clicked(self, dice: random.Random) -> Value:
        """Return the value after a click somewhere on it."""
        if isinstance(self.value, bool):
            return not self.value
        choice = dice.choice(self.choices)
        if not self.several:  # one of them is always chosen
            return (choice,)
        return tuple(kept for kept in self.value if kept != choice) if choice in self.value else (*self.value, choice)


class Reader:
    """An open page. Its runs come one after the other: ask for the next when the last has ended."""

    def __init__(self, connection: ClientConnection, query: str, patience: float) -> None:
        self._connection, self._query, self._patience = connection, query, patience
        self._run = 0
        self._script = ""
        self._values: dict[str, Value] = {}
        self._page: dict[tuple[int, ...], tuple[Delta, int]] = {}  # by place, with the run that put it there
        self._long: dict[str, tuple[Delta, int]] = {}  # by hash, with the run that last used it

    async def click(self, widget: Widget, dice: random.Random) -> Run:
        """Click on a control."""
        self._values[widget.id] = widget.clicked(dice)
        return await self.rerun()

    async def rerun(self) -> Run:
        """Run the script, as a visit, a click or the key R does."""
        self._run += 1
        request = BackMsg(rerun_script=self._state()).SerializeToString()
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
        # A browser takes away what the run did not send again.
        self._page = {place: kept for place, kept in self._page.items() if kept[1] == self._run}
        self._values = {widget.id: widget.value for widget in self.widgets()}
        self._long = {name: kept for name, kept in self._long.items() if self._run - kept[1] < KEPT_FOR}
        return Run(seconds, size, tuple(errors))

    def _state(self) -> ClientState:
        """The address, the value of every control, and the long messages that the browser still has."""
        widgets = self.widgets()
        bound = {w.parameter: _in_address(w.value) for w in widgets if w.parameter and w.value != w.default}
        return ClientState(
            query_string="&".join(filter(None, [self._query, urlencode(bound, doseq=True)])),
            widget_states=WidgetStates(widgets=[_widget_state(widget.id, widget.value) for widget in widgets]),
            page_script_hash=self._script,
            cached_message_hashes=list(self._long),
        )

    def _take(self, message: ForwardMsg) -> list[str]:
        """Put a message into the page; return the errors in it."""
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
                self._long[message.ref_hash] = self._long[message.ref_hash][0], self._run
                return self._put(message, self._long[message.ref_hash][0])
            case "delta":
                if message.metadata.cacheable:
                    self._long[message.hash] = message.delta, self._run
                return self._put(message, message.delta)
        return []

    def _put(self, message: ForwardMsg, delta: Delta) -> list[str]:
        self._page[tuple(message.metadata.delta_path)] = delta, self._run
        element = delta.new_element
        match element.WhichOneof("type"):
            case "exception":
                return [f"{element.exception.type}: {element.exception.message}"]
            case "alert" if element.alert.format == Alert.ERROR:
                return [element.alert.body]
        return []

    def widgets(self) -> list[Widget]:
        """Return the controls whose value the server asks for, of the kinds that this page has."""
        return list(filter(None, (self._widget(delta, run == self._run) for delta, run in self._page.values())))

    def _widget(self, delta: Delta, is_new: bool) -> Widget | None:
        element, block = delta.new_element, delta.add_block
        kind = str(element.WhichOneof("type") or block.WhichOneof("type"))
        choices: tuple[str, ...] = ()
        default: Value
        forced: Value | None
        match kind:
            case "checkbox":
                shown: Any = element.checkbox
                default, forced = shown.default, shown.value if shown.set_value else None
            case "button_group":
                shown = element.button_group
                choices = tuple(option.content for option in shown.options)
                default = tuple(choices[index] for index in shown.default)
                forced = tuple(shown.raw_values) if shown.set_value else None
            case "expandable":  # without an id it opens in the browser alone
                shown = block.expandable
                default, forced = shown.default_expanded, shown.expanded
            case _:
                return None
        if not shown.id or getattr(shown, "disabled", False):
            return None
        # The server's word counts in the run that says it, afterwards the reader's.
        value = forced if is_new and forced is not None else self._values.get(shown.id, default)
        several = kind == "button_group" and shown.click_mode == ButtonGroup.MULTI_SELECT
        return Widget(shown.id, kind, value, default, choices, several, getattr(shown, "query_param_key", ""))

    def charts(self) -> list[dict[str, Any]]:
        """Return the charts on the page, from top to bottom, as plotly gets them."""
        elements = [delta.new_element for _, (delta, _) in sorted(self._page.items(), key=lambda item: item[0])]
        return [json.loads(e.plotly_chart.spec) for e in elements if e.WhichOneof("type") == "plotly_chart"]


@asynccontextmanager
async def reading(url: str, query: str = "", patience: float = 180) -> AsyncIterator[Reader]:
    """Connect a reader, who has not yet asked for the page.

    query: the part of the address behind the "?". patience: seconds until a run must have ended.
    """
    parts = urlsplit(url)
    async with connect(
        f"ws://{parts.netloc}{parts.path}/_stcore/stream",
        origin=Origin(f"{parts.scheme}://{parts.netloc}"),
        subprotocols=[Subprotocol("streamlit"), Subprotocol("PLACEHOLDER_AUTH_TOKEN")],
        proxy=None,
        max_size=None,
        ping_interval=None,
        open_timeout=30,
        close_timeout=5,
    ) as connection:
        yield Reader(connection, query, patience)


def _is_end(message: ForwardMsg) -> bool:
    # A script that asks for a rerun ends early and runs again, which is still the same answer to its reader.
    is_finished = message.WhichOneof("type") == "script_finished"
    return is_finished and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN


def _widget_state(name: str, value: Value) -> WidgetState:
    if isinstance(value, bool):
        return WidgetState(id=name, bool_value=value)
    return WidgetState(id=name, string_array_value=StringArray(data=value))


def _in_address(value: Value) -> str | list[str]:
    if isinstance(value, bool):
        return str(value).lower()
    return list(value) or [""]
