"""All doors behind one: people with their sign-in, and the owner of the machine with a link."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.doors import Choice, Doors, NotLetIn, OpenSession, Visitor
from api.sign_in.owner import PREFIX, OwnerSessions


@dataclass(frozen=True, slots=True)
class Entrance:
    """Sends each token to the door it came in by."""

    people: Doors
    owners: OwnerSessions

    def sign_in(self, slug: str, email: str, secret: str, address: str) -> str:
        """Sign a person in."""
        return self.people.sign_in(slug, email, secret, address)

    def person_of(self, token: str) -> Visitor:
        """Return whose session a token is."""
        door = self.owners if token.startswith(PREFIX) else self.people
        return door.person_of(token)

    def renewed(self, token: str) -> str:
        """Return the token to hold from now on; the owner's is good until it ends."""
        return token if token.startswith(PREFIX) else self.people.renewed(token)

    def sign_out(self, token: str) -> None:
        """End the session of a token."""
        door = self.owners if token.startswith(PREFIX) else self.people
        door.sign_out(token)

    def sessions_of(self, token: str) -> Sequence[OpenSession]:
        """Return a person's own sessions; the machine's owner has this one alone."""
        return () if token.startswith(PREFIX) else self.people.sessions_of(token)

    def end_session(self, token: str, session_id: str) -> None:
        """End one of a person's own sessions."""
        _people_only(token)
        self.people.end_session(token, session_id)

    def choices_of(self, token: str) -> Sequence[Choice]:
        """Return the organizations a sign-in belongs to."""
        return () if token.startswith(PREFIX) else self.people.choices_of(token)

    def go_on_to(self, token: str, slug: str) -> str:
        """Go on to another organization."""
        _people_only(token)
        return self.people.go_on_to(token, slug)

    def change_password(self, token: str, old: str, new: str) -> str:
        """Change a person's own password."""
        _people_only(token)
        return self.people.change_password(token, old, new)


def _people_only(token: str) -> None:
    if token.startswith(PREFIX):
        raise NotLetIn("the owner of this machine is not a person who signed in")
