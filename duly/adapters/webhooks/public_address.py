"""Which addresses may be reached: public ones, nothing inside the house.

`ipaddress` knows the registries of special addresses (RFC 6890 and after), more or less of them by release; the IPv4
ones are therefore listed here as well. On top of them: every form in which an
IPv6 address carries an IPv4 one, since the gateway behind it may lead inside, and addresses that are public by number
but answer as part of a cloud's machinery.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address

_GLOBAL_UNICAST = IPv6Network("2000::/3")
_CARRIERS = (
    IPv6Network("::/96"),  # IPv4-compatible, and ::1
    IPv6Network("::ffff:0:0/96"),  # IPv4-mapped, RFC 4291
    IPv6Network("64:ff9b::/96"),  # NAT64, RFC 6052
    IPv6Network("64:ff9b:1::/48"),  # NAT64 inside one network, RFC 8215
    IPv6Network("2001::/23"),  # IETF protocol assignments, Teredo among them (RFC 4380)
    IPv6Network("2002::/16"),  # 6to4, RFC 3056
    IPv6Network("3fff::/20"),  # documentation, RFC 9637
)
_NOT_FOR_US = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "198.18.0.0/15",
        "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "100.64.0.0/10",  # carrier-grade NAT, also a cloud's metadata
        "192.0.0.0/24",  # IETF protocol assignments, also a cloud's metadata
        "192.88.99.0/24",  # 6to4 relays, RFC 7526
        "168.63.129.16/32",  # Azure's platform, reachable from every machine there
    )
)  # fmt: skip


def is_public(address: Address) -> bool:
    """Tell whether an address lies on the public internet and nowhere else."""
    if not address.is_global or address.is_multicast or address.is_reserved or address.is_unspecified:
        return False
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_FOR_US)
    return (
        address.scope_id is None and address in _GLOBAL_UNICAST and not any(address in network for network in _CARRIERS)
    )


def is_loopback(address: Address) -> bool:
    """Tell whether it is this machine, in its plain form."""
    return address.is_loopback and (isinstance(address, IPv4Address) or address == IPv6Address("::1"))


def read_address(text: str) -> Address | None:
    """Return the address a text is, in the one plain form of each kind, or None.

    Forms that some programs also take for an address (2130706433, 0x7f.1, 0177.0.0.1, 127.1) are none.
    """
    try:
        return ip_address(text)
    except ValueError:
        return None
