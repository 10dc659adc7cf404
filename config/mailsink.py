"""A mail server for one machine: keeps every mail as a file under var/mails and sends none on.

`python -m config.mailsink PORT FOLDER`.
"""

from __future__ import annotations

import asyncio
import sys
import uuid
from pathlib import Path

from aiosmtpd.controller import UnthreadedController
from aiosmtpd.smtp import SMTP, Envelope, Session


class Keep:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.count = len(list(folder.glob("*.eml")))

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 -- aiosmtpd's name
        self.count += 1
        content = envelope.content or b""
        body = content if isinstance(content, bytes) else content.encode()
        # Written beside and renamed, so that a reader never sees half a mail.
        half = self.folder / f".{uuid.uuid4()}"
        half.write_bytes(body)
        half.rename(self.folder / f"{self.count:06d}-{uuid.uuid4().hex[:8]}.eml")
        return "250 kept"


def main(port: int, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    loop = asyncio.new_event_loop()
    controller = UnthreadedController(Keep(folder), hostname="127.0.0.1", port=port, loop=loop)
    controller.begin()
    loop.run_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
