"""The local owner: who acts until accounts exist, on this machine only."""

from __future__ import annotations

from uuid import UUID

from fahsai.core.access.actor import Actor

LOCAL_OWNER = Actor(
    id=UUID("00000000-0000-7000-8000-000000000001"), name="เจ้าของเครื่อง", local_owner=True
)
"""Every right, no network: the server of this mode binds to loopback only."""

INSTALLATION_ID = UUID("00000000-0000-7000-8000-000000000002")
"""The installation itself as the owner of rows that belong to no organisation: who signed in."""

INSTALLATION_CODE = "-installation-"

NOBODY_ID = UUID(int=0)
"""Who acted, or what it was about, where nobody is known: somebody who failed to sign in."""
