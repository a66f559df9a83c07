"""Decides how the traits of a photo are written and which photos still wait for theirs. Flushes, never commits."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from app.core.db import db
from app.photos.models import Photo, PhotoLook
from app.photos.traits import TRAITS_REV, Traits


def write_traits(photo: Photo, traits: Traits) -> None:
    """Within a transaction: the photo carries these traits, found in today's way; again is the same as once."""
    photo.exif_time, photo.exif_lon, photo.exif_lat = traits.exif_time, traits.exif_lon, traits.exif_lat
    photo.traits_rev = TRAITS_REV
    kept = db.session.scalar(select(PhotoLook).where(PhotoLook.sha256 == photo.sha256))
    if kept is not None and kept.look != traits.look:
        db.session.delete(kept)
        db.session.flush()
    if traits.look is not None and (kept is None or kept.look != traits.look):
        db.session.add(PhotoLook(sha256=photo.sha256, look=traits.look))
    db.session.flush()


def without_traits(limit: int) -> list[str]:
    """Drawn photos whose traits nobody has read in today's way, the longest waiting first."""
    waiting = Photo.decodable.is_(True) & (Photo.traits_rev < TRAITS_REV) & Photo.rotten_at.is_(None)
    return list(db.session.scalars(select(Photo.sha256).where(waiting).order_by(Photo.traits_rev, Photo.stored_at).limit(limit)))


def traits_of(sha256s: Collection[str]) -> dict[str, Traits]:
    """By name, the traits of those of these photos that have been read in today's way."""
    if not sha256s:
        return {}
    query = select(Photo.sha256, Photo.exif_time, Photo.exif_lon, Photo.exif_lat, PhotoLook.look)
    query = query.outerjoin(PhotoLook, PhotoLook.sha256 == Photo.sha256)
    query = query.where(Photo.sha256.in_(sha256s), Photo.decodable.is_(True), Photo.traits_rev == TRAITS_REV)
    return {sha256: Traits(time, lon, lat, look) for sha256, time, lon, lat, look in db.session.execute(query)}
