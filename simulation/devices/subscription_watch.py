"""Watches an OPC UA server's subscriptions: when a reader comes, what it is told, what it has.

A reader counts while its connection is open and it holds an item of the device. One that hung up
does not, though its subscription lives on until its lifetime ends, as the specification wants:
it will never acknowledge anything.

References
----------
.. [1] OPC 10000-4, Services, clause 5.14.5, Publish (acknowledgement of sequence numbers).
"""

import asyncio
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any

Told = tuple[str, datetime]


class SubscriptionWatch:
    """Stands between an asyncua server and its subscription service.

    Parameters
    ----------
    service : Any
        The subscription service of the server.
    identifiers : collection of str
        The nodes of the device; items on others are nobody's concern here.
    """

    def __init__(self, service: Any, identifiers: Collection[str]) -> None:  # noqa: ANN401  # asyncua carries no types
        self._service = service
        self._identifiers = identifiers
        self._told: dict[int, Counter[Told]] = {}
        self._publish = service.publish
        self._create_items = service.create_monitored_items
        self._create_subscription = service.create_subscription
        self._delete = service.delete_subscriptions
        self.changed = asyncio.Event()
        self.has_newcomer = False
        service.publish = self._on_publish
        service.create_monitored_items = self._on_create_items
        service.create_subscription = self._on_create_subscription
        service.delete_subscriptions = self._on_delete

    def is_settled(self) -> bool:
        """Return whether there are readers and each acknowledged all that was queued for it."""
        readers = [subscription for _, subscription in self._readers()]
        return bool(readers) and not any(map(_has_unread, readers))

    def queue_size(self) -> int | None:
        """Return the shortest queue that a reader asked for, while there is one."""
        sizes = [
            item.queue_size for _, subscription in self._readers()
            for item in self._items(subscription)
        ]  # fmt: skip
        return min(sizes, default=None)

    def told(self) -> set[Told]:
        """Return what was queued for the readers since `forget`, and not pushed out again."""
        return {
            key for number, _ in self._readers() for key, n in self._told[number].items() if n > 0
        }

    def forget(self) -> None:
        """Begin to note anew what readers are told."""
        for told in self._told.values():
            told.clear()

    def _readers(self) -> Iterator[tuple[int, Any]]:
        for number, subscription in self._service.subscriptions.items():
            is_here = number in self._told and not _has_hung_up(subscription)
            if is_here and any(True for _ in self._items(subscription)):
                yield number, subscription

    def _items(self, subscription: Any) -> Iterator[Any]:  # noqa: ANN401
        # The library has no public view of its items, nor of either queue.
        for item in subscription.monitored_item_srv._monitored_items.values():  # noqa: SLF001
            if _identifier(item) in self._identifiers:
                yield item

    def _on_publish(self, acknowledgements: Iterable[Any]) -> Any:  # noqa: ANN401
        result = self._publish(acknowledgements)
        self.changed.set()
        return result

    async def _on_create_subscription(self, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401
        result = await self._create_subscription(*arguments, **named)
        subscription = self._service.subscriptions[result.SubscriptionId]
        told = self._told[int(result.SubscriptionId)] = Counter()
        queued = subscription.enqueue_datachange_event
        items = subscription.monitored_item_srv._monitored_items  # noqa: SLF001

        async def enqueue(number: int, event: Any, size: int) -> None:  # noqa: ANN401
            identifier = _identifier(items[number])
            waiting = subscription._triggered_datachanges.get(number, ())  # noqa: SLF001
            if size and len(waiting) >= size:
                told[identifier, waiting[0].Value.SourceTimestamp] -= 1
            told[identifier, event.Value.SourceTimestamp] += 1
            await queued(number, event, size)

        subscription.enqueue_datachange_event = enqueue
        return result

    async def _on_create_items(self, parameters: Any) -> Any:  # noqa: ANN401
        result = await self._create_items(parameters)
        asked = {str(item.ItemToMonitor.NodeId.Identifier) for item in parameters.ItemsToCreate}
        if not asked.isdisjoint(self._identifiers):
            self.has_newcomer = True
            self.changed.set()
        return result

    async def _on_delete(self, numbers: Collection[int]) -> Any:  # noqa: ANN401
        result = await self._delete(numbers)
        for number in numbers:
            self._told.pop(int(number), None)
        self.changed.set()
        return result


def _identifier(item: Any) -> str:  # noqa: ANN401
    return str(item.read_value_id.NodeId.Identifier)


def _has_unread(subscription: Any) -> bool:  # noqa: ANN401
    return bool(
        subscription._triggered_datachanges or subscription._not_acknowledged_results  # noqa: SLF001
    )


def _has_hung_up(subscription: Any) -> bool:  # noqa: ANN401
    """Tell whether the connection that takes a subscription's reports is closed."""
    connection = getattr(subscription.pub_result_callback, "__self__", None)
    return bool(getattr(connection, "_closing", False))
