"""A seeded, pure simulator of a company and its payers: the demo company and the policy laboratory."""

from duly.core.insight.simulator.config import SimulationConfig as SimulationConfig
from duly.core.insight.simulator.simulate import simulate as simulate
from duly.core.insight.simulator.values import SimulatedCompany as SimulatedCompany
