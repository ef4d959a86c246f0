"""Watches an OPC UA server's subscriptions: when a reader comes, and when it has everything.

Only the newest subscription that holds items counts: one whose reader was killed lives on until
its lifetime ends, as the specification wants, and will never acknowledge anything.

References
----------
.. [1] OPC 10000-4, Services, clause 5.14.5, Publish (acknowledgement of sequence numbers).
"""

import asyncio
from collections.abc import Iterable
from typing import Any


class SubscriptionWatch:
    """Stands between an asyncua server and its subscription service."""

    def __init__(self, service: Any) -> None:  # noqa: ANN401  # asyncua carries no types
        self._service = service
        self._publish = service.publish
        self._create_items = service.create_monitored_items
        self._newest: int | None = None
        self.changed = asyncio.Event()
        self.has_newcomer = False
        service.publish = self._on_publish
        service.create_monitored_items = self._on_create_items

    def is_settled(self) -> bool:
        """Return whether the newest reader acknowledged all that was queued for it."""
        subscription = self._service.subscriptions.get(self._newest)
        if subscription is None:
            return False
        # The library has no public view of either queue.
        waiting = subscription._triggered_datachanges  # noqa: SLF001
        unacknowledged = subscription._not_acknowledged_results  # noqa: SLF001
        return not waiting and not unacknowledged

    def queue_size(self) -> int | None:
        """Return the shortest queue the newest reader asked for, while there is one."""
        sizes = [item.queue_size for item in self._items()]
        return min(sizes, default=None)

    def nodes_told_of_time(self) -> set[str]:
        """Return the nodes whose reader is told of a new time even when the value stays."""
        told = set()
        for item in self._items():
            trigger = getattr(item.filter, "Trigger", None)
            if trigger is not None and trigger.name == "StatusValueTimestamp":
                told.add(str(item.read_value_id.NodeId.Identifier))
        return told

    def _items(self) -> Iterable[Any]:
        subscription = self._service.subscriptions.get(self._newest)
        if subscription is None:
            return ()
        return subscription.monitored_item_srv._monitored_items.values()  # type: ignore[no-any-return]  # noqa: SLF001

    def _on_publish(self, acknowledgements: Iterable[Any]) -> Any:  # noqa: ANN401
        result = self._publish(acknowledgements)
        self.changed.set()
        return result

    async def _on_create_items(self, parameters: Any) -> Any:  # noqa: ANN401
        result = await self._create_items(parameters)
        self._newest = int(parameters.SubscriptionId)
        self.has_newcomer = True
        self.changed.set()
        return result
