"""The demo customers and their contacts."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from duly.core.insight.simulator.config import SimulationConfig
from duly.core.insight.simulator.draw import between, chance, pick, stream, weighted
from duly.core.insight.simulator.iban import demo_iban
from duly.core.insight.simulator.names import COUNTRIES, FINANCE, PAYABLES, PURCHASING, TRADES, Country, plain
from duly.core.insight.simulator.temperament import Payer, Temperament
from duly.core.insight.simulator.terms import DISCOUNTED, EVERYBODY, SimulatedTerms
from duly.core.insight.simulator.values import SimulatedContact, SimulatedCustomer

TEMPERAMENTS = (
    (Temperament.PUNCTUAL, 30),
    (Temperament.EARLY_DISCOUNTER, 8),
    (Temperament.CHRONICALLY_LATE, 16),
    (Temperament.MONTH_END, 13),
    (Temperament.DISPUTING, 6),
    (Temperament.PROMISE_BREAKING, 5),
    (Temperament.GROWING_LATE, 7),
    (Temperament.SEASONAL, 7),
    (Temperament.SLEEPING, 5),
    (Temperament.INSOLVENT, 3),
)
SEGMENTS = (("key", 8), ("standard", 52), ("small", 40))
CREDIT_LIMITS = {"key": 250_000, "standard": 40_000, "small": 5_000}
OWNERS = ("Demo desk North", "Demo desk South", "Demo desk Export")
HOME_PERCENT = 55


def make_customer(config: SimulationConfig, index: int) -> tuple[SimulatedCustomer, SimulatedTerms]:
    """Return customer number `index` (from 1) and the terms agreed with it."""
    rng = stream(config.seed, "customer", str(index))
    country = _country(config, rng)
    temperament = weighted(rng, TEMPERAMENTS)
    segment = weighted(rng, SEGMENTS)
    terms = weighted(rng, DISCOUNTED if temperament == Temperament.EARLY_DISCOUNTER else EVERYBODY)
    since = _since(config, rng)
    trade = pick(rng, TRADES[country.language])
    customer = SimulatedCustomer(
        number=f"C{index:05}",
        name=f"Demo {trade} {index:03} {pick(rng, country.forms)}",
        country=country.code,
        language=country.language,
        time_zone=country.time_zone,
        street=country.street.format(between(rng, 1, 99)),
        postal_code=country.postal_code,
        city=country.city,
        segment=segment,
        owner=OWNERS[2] if country.code != config.country else OWNERS[index % 2],
        currency=config.currency,
        terms_text=terms.text,
        credit_limit_minor=CREDIT_LIMITS[segment] * 100 * between(rng, 1, 4),
        since_date=since,
        iban=demo_iban(country.code, 10_000_000 + index),
        payer=_payer(config, temperament, segment, since, rng),
    )
    return customer, terms


def make_contacts(config: SimulationConfig, customer: SimulatedCustomer) -> tuple[SimulatedContact, ...]:
    """Return one to three contact points, the first one primary."""
    rng = stream(config.seed, "contacts", customer.number)
    index = int(customer.number[1:])
    words = plain(customer.name).lower().split()
    domain = f"{words[1]}-{index:03}.{weighted(rng, (('test', 70), ('example.com', 27), ('invalid', 3)))}"
    roles = [("payables", PAYABLES)]
    if customer.segment != "small" or chance(rng, 20):
        roles.append(("finance", FINANCE))
    if customer.segment == "key" or chance(rng, 15):
        roles.append(("purchasing", PURCHASING))
    phone = COUNTRIES[customer.country].phone
    return tuple(
        SimulatedContact(
            number=f"{customer.number}-{place}",
            customer_number=customer.number,
            name=f"{names[customer.language]}, {customer.name}",
            role=role,
            email=f"{role}@{domain}",
            phone=phone.format(100 + index % 100) if phone and place == 1 else "",
            language=customer.language,
            is_primary=place == 1,
        )
        for place, (role, names) in enumerate(roles, start=1)
    )


def _country(config: SimulationConfig, rng: Random) -> Country:
    home = COUNTRIES.get(config.country)
    if home is not None and chance(rng, HOME_PERCENT):
        return home
    return pick(rng, tuple(COUNTRIES.values()))


def _since(config: SimulationConfig, rng: Random) -> date:
    """Most have been customers all along; some come during the time, a few just now."""
    span = (config.end_date - config.start_date).days
    if chance(rng, 80):
        return config.start_date
    if chance(rng, 75):
        return config.start_date + timedelta(days=between(rng, 0, span))
    return config.end_date - timedelta(days=between(rng, 0, min(60, span)))


def _payer(config: SimulationConfig, temperament: Temperament, segment: str, since: date, rng: Random) -> Payer:
    span = (config.end_date - config.start_date).days
    extra = between(rng, 0, 6) if temperament in (Temperament.CHRONICALLY_LATE, Temperament.GROWING_LATE) else 0
    runs = temperament != Temperament.MONTH_END and chance(rng, 15 if segment == "small" else 40)
    run_weekday = between(rng, 1, 4) if runs else None
    first_lean = between(rng, 1, 12)
    late_in_time = config.start_date + timedelta(days=between(rng, span * 55 // 100, span * 95 // 100))
    return Payer(
        temperament=temperament,
        extra_days=extra,
        start_date=since,
        run_weekday=run_weekday,
        off_season=_months_from(first_lean, 4) if temperament == Temperament.SEASONAL else (),
        insolvent_date=late_in_time if temperament == Temperament.INSOLVENT else None,
        last_order_date=late_in_time if temperament in (Temperament.SLEEPING, Temperament.INSOLVENT) else None,
    )


def _months_from(first: int, count: int) -> tuple[int, ...]:
    return tuple((first - 1 + offset) % 12 + 1 for offset in range(count))
