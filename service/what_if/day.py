"""The state of a day that what-ifs start from, with all that is the same for every company."""

from dataclasses import dataclass
from functools import cached_property

from reference_data.loader import Tables
from scoring.world import World
from scoring.world_draws import WorldDraws, world_draws
from service.portfolio.vocabulary import Vocabulary


@dataclass(frozen=True)
class DayWorld:
    """The world of a day and the tables it is from."""

    tables: Tables
    world: World

    @cached_property
    def drawn(self) -> WorldDraws:
        """The draws of its uncertain inputs."""
        return world_draws(self.world)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """What its tables let a portfolio say."""
        return Vocabulary.of(self.tables)
