"""The codes of the children in need census and of SSDA903: each spelling, in lower case, and its code."""


def _codes(words: str, **others: str) -> dict[str, str]:
    return {word.lower(): word for word in words.split()} | others


# Letters since 2024-25; figures before, which some systems write as 1.0.
SEX = _codes("M F U") | {"1": "M", "2": "F", "0": "U", "9": "U", "1.0": "M", "2.0": "F"}
ETHNICITY = _codes(
    "WBRI WIRI WOTH WIRT WROM MWBC MWBA MWAS MOTH AIND APKN ABAN AOTH BCRB BAFR BOTH CHNE OOTH REFU NOBT"
)
DISABILITY = _codes("NONE MOB HAND PC INC COMM LD HEAR VIS BEH CON AUT DDA")
REFERRAL_SOURCE = _codes("1A 1B 1C 1D 2A 2B 3A 3B 3C 3D 3E 3F 4 5A 5B 5C 5D 6 7 8 9 10")
PRIMARY_NEED = _codes("N1 N2 N3 N4 N5 N6 N7 N8 N9 N0")
CLOSURE_REASON = _codes("RC1 RC2 RC3 RC4 RC5 RC6 RC7 RC8 RC9")
ABUSE_CATEGORY = _codes("NEG PHY SAB EMO MUL")
FACTOR = _codes(
    "1A 1B 1C 2A 2B 2C 3A 3B 3C 4A 4B 4C 5A 5B 5C 6A 6B 6C 7A 8B 8C 8D 8E 8F 9A 10A 11A 12A 13A 14A 15A "
    "16A 17A 18A 18B 18C 19A 19B 19C 20 21 22A 23A 24A"
)
EPISODE_START = _codes("S P L T U B")
EPISODE_END = _codes("E11 E12 E2 E3 E4A E4B E13 E41 E45 E46 E47 E48 E5 E6 E7 E8 E9 E14 E15 E16 E17 X1")
LEGAL_STATUS = _codes("C1 C2 D1 E1 V2 V3 V4 J1 J2 J3 L1 L2 L3")
PLACEMENT = _codes(
    "A3 A4 A5 A6 H5 K1 K2 K3 P1 P2 P3 R1 R2 R3 R5 S1 T0 T1 T2 T3 T4 U1 U2 U3 U4 U5 U6 Z1 Z11 Z12 Z13 Z14"
)
SDQ_REASON = _codes("SDQ1 SDQ2 SDQ3 SDQ4 SDQ5")
MISSING_TYPE = _codes("M A")
