"""The words that errors are planted with, and the synonyms that leave a sentence true.

They are written down apart from the words that the gates look for, and only partly the same.
"""

import re

SYLLABLES = ("vor", "lum", "ka", "tes", "rin", "pol", "dra", "mex", "qui", "zan")
INVENTIONS = (
    "and it reaches {number}% accuracy on {name}",
    "and it was adopted as the standard method by {name}",
    "and it cuts the cost of training by {number}%",
    "and it was confirmed by a study with human participants",
    "and it needs no training data at all",
    "and the effect disappears for languages other than English",
    "and it also halves the memory that is needed",
    "which earlier theoretical work had ruled out",
    "and it remains reliable under adversarial attacks",
    "and its authors advise against using it in medicine",
)
VERBS = {
    "achieves": "achieve", "adds": "add", "applies": "apply", "combines": "combine", "finds": "find",
    "gives": "give", "improves": "improve", "introduces": "introduce", "keeps": "keep", "learns": "learn",
    "makes": "make", "needs": "need", "outperforms": "outperform", "produces": "produce", "reaches": "reach",
    "reduces": "reduce", "removes": "remove", "replaces": "replace", "requires": "require", "shows": "show",
    "trains": "train", "uses": "use",
}  # fmt: skip
VERB = re.compile(rf"\b(?:{'|'.join((*VERBS, 'is', 'are', 'was', 'were', 'can'))})\b")
COUNTS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "twelve", "twenty", "fifty")
OPPOSITES = {
    "better": "worse", "worse": "better", "more": "less", "less": "more", "fewer": "more", "higher": "lower",
    "lower": "higher", "larger": "smaller", "smaller": "larger", "faster": "slower", "slower": "faster",
    "stronger": "weaker", "weaker": "stronger", "longer": "shorter", "shorter": "longer", "cheaper": "dearer",
    "best": "worst", "improves": "worsens", "improve": "worsen", "improved": "worsened", "reduces": "increases",
    "reduce": "increase", "reduced": "increased", "increases": "decreases", "increase": "decrease",
    "raises": "lowers", "raised": "lowered", "lowers": "raises", "outperforms": "underperforms",
    "outperform": "underperform", "outperformed": "underperformed", "exceeds": "falls short of",
    "exceeded": "fell short of", "gains": "losses", "gain": "loss", "rises": "falls", "falls": "rises",
    "grows": "shrinks", "above": "below", "below": "above", "most": "least", "least": "most", "surpasses": "trails",
    "surpassed": "trailed", "beats": "loses to",
}  # fmt: skip
STRONGER = {
    "can": "can always", "may": "certainly will", "might": "certainly will", "could": "could always", "some": "all",
    r"(?<!how )(?<!as )(?<!very )many": "all", r"(?<!the )most": "all", "several": "all", "often": "always",
    "usually": "always", "sometimes": "always", "mostly": "entirely", "nearly": "more than", "almost": "more than",
    "about": "well over", "up to": "at least", "suggests": "proves", "suggest": "prove",
    "shows": "proves beyond doubt", "improves": "dramatically improves", "reduces": "virtually eliminates",
    "better": "incomparably better", "helps": "is indispensable", "a few": "all", "largely": "completely",
    "likely": "certain", "competitive with": "far superior to", "close to": "far beyond",
}  # fmt: skip
WEAKER = {
    "all": "a few", "every": "the odd", "each": "the odd", "most": "a few", "many": "a few",
    "always": "occasionally", "significantly": "slightly", "considerably": "slightly", "substantially": "slightly",
    "strongly": "weakly", "far": "marginally", "much": "slightly", "outperforms": "roughly matches",
    "outperform": "roughly match", "improves": "marginally improves", "reduces": "slightly reduces",
    "must": "might", "large": "modest", "best": "fairly good", "shows": "speculates", "show": "speculate",
    "consistently": "now and then", "thousands": "dozens", "never": "seldom", "fully": "partly",
    "strong": "passable", "achieves": "nearly achieves",
}  # fmt: skip
CONTEXTS = (
    r",? (?:when|if|unless|provided|except|only (?:when|if|in|for|on)|as long as) [^,.;]+(?=[.,;])",
    r",? (?:although|though|but|whereas|while|even though) [^.;]+(?=[.;])",
    r"^(?:When|If|Although|While|On|In|For|Under|With|Without|Given|After|Before|Until|Among|At) [^,.;]+, ",
    r"\b(?:only|up to|at most|at best|in part|partly|mostly|under \w+ conditions|in simulation)\b",
    r" (?:on|for|in|under|with) (?:small|large|long|short|two|three|several|some|many|one) [^,.;]+(?=[.,;])",
)
SYNONYMS = {
    "shows": "demonstrates", "show": "demonstrate", "uses": "employs", "use": "employ", "large": "big",
    "needs": "requires", "need": "require", "finds": "discovers", "found": "discovered", "while": "whereas",
    "method": "technique", "methods": "techniques", "also": "additionally", "because": "since", "begins": "starts",
    "percent": "per cent", "goal": "aim", "gives": "provides", "study": "work",
    "authors": "researchers", "three": "3", "two": "2", "four": "4", "five": "5", "often": "frequently",
    "whole": "entire", "parts": "pieces", "answers": "responses", "chooses": "selects", "written": "composed",
    "builds": "constructs", "kinds": "types",
}  # fmt: skip
FRAMES = ("The authors report that", "According to this work,", "It is reported that", "The study finds that")
