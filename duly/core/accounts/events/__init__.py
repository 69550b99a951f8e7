"""The events other programs may subscribe to: their kinds and fields, the envelope, when a delivery is tried again.

They live in `accounts` because every room's facts become events while the catalogue itself needs none of those
rooms, and because what may leave a company stands next to who may do what in it (`permissions`).
"""
