"""Pictures that pages show as papers do: square codes, and the emblems of institutions."""

from __future__ import annotations

from app.documents.emblem import emblem as emblem
from app.documents.qr import QrCode as QrCode
from app.documents.qr import encode_qr as encode_qr
