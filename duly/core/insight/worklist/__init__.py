"""The worklist: accounts ranked by what a contact today is worth."""

from duly.core.insight.worklist.rank import STANDARD_POLICY as STANDARD_POLICY
from duly.core.insight.worklist.rank import rank_accounts as rank_accounts
from duly.core.insight.worklist.values import AccountSnapshot as AccountSnapshot
from duly.core.insight.worklist.values import LeftOut as LeftOut
from duly.core.insight.worklist.values import PromiseOf as PromiseOf
from duly.core.insight.worklist.values import ScoreTerm as ScoreTerm
from duly.core.insight.worklist.values import WorkItem as WorkItem
from duly.core.insight.worklist.values import Worklist as Worklist
from duly.core.insight.worklist.values import WorklistPolicy as WorklistPolicy
from duly.core.insight.worklist.values import WorklistRow as WorklistRow
