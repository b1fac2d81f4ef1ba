"""Which addresses lead to the same mailbox: what stands behind a plus is a label, not another person."""


def same_mailbox(one: str, other: str) -> bool:
    """Say whether two addresses lead to one mailbox, whatever their capitals and labels."""
    return _bare(one) == _bare(other)


def _bare(address: str) -> str:
    local, _at, domain = address.strip().lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
