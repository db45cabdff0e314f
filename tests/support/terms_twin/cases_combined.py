# SPDX-License-Identifier: Apache-2.0
"""Our own cases of SWPPV, SWAPS, CAPFL, OPTNS, FUTUR, CEG and CEC; the words are those of ``cases_principal``.

``+role:name`` puts a contract of ``CHILDREN`` into the contract structure.
"""

SWPPV = "SD=2026-12-20 CDD=2026-12-15 CUR=EUR NT=40000 IED=2027-01-05 MD=2028-07-05 IPNR=0.031 IPNR2=0.0285 IPANX=2027-04-05 IPCL=P3ML1 RRANX=2027-04-05 RRCL=P3ML1 RRMO=KEEL RRSP=0.004 IPDC=A360 DS=S CNTRL=RFL"  # noqa: E501
SWPPV_CASES = {
    "net-receive": "",
    "net-pay": "CNTRL=PFL",
    "gross-receive": "DS=D",
    "gross-pay": "DS=D CNTRL=PFL IPDC=AA",
    "role-rf": "CNTRL=RF DS=D",
    "role-pf": "CNTRL=PF",
    "resets-seldom": "RRANX=2027-07-05 RRCL=P6ML1 RRMLT=0.5",
    "resets-between-payments-gross": "RRANX=2027-02-20 RRCL=P2ML1 DS=D",
    "resets-between-payments-net": "RRANX=2027-02-20 RRCL=P2ML1",
    "resets-long-stub": "RRCL=P5ML0",
    "purchase-and-termination-gross": "PRD=2027-05-16T23:59:59 PPRD=-120 TD=2028-02-15 PTD=240 DS=D",
    "purchase-and-termination-gross-pay": "PRD=2027-05-16 PPRD=-120 TD=2028-02-15 PTD=240 DS=D CNTRL=PFL",
    "termination-net-on-payment": "TD=2028-01-05 PTD=240",
    "status-later-net": "SD=2027-06-20",
    "status-later-gross": "SD=2027-06-20 DS=D",
    "status-on-payment-date": "SD=2027-07-05",
    "month-end-scf": "IPANX=2027-02-28 RRANX=2027-02-28 EOMC=EOM CLDR=MF BDC=SCF IPCL=P1ML1 MD=2027-12-31 DS=D",
    "settlement-currency": "CURS=USD MD=2027-10-05",
}

FIRST = "CID=LEG-A CT=PAM SD=2026-12-20 CDD=2026-12-15 CUR=USD NT=10000 IED=2027-01-05 MD=2028-01-05 IPNR=0.045 IPANX=2027-04-05 IPCL=P3ML1 IPDC=A365"  # noqa: E501
SECOND = FIRST.replace("LEG-A", "LEG-B")
SMALL = "SD=2027-01-04 CDD=2027-01-04 CUR=USD IED=2027-01-05 IPDC=A365 CNTRL=RPA"
CHILDREN = {
    "fixed": FIRST,
    "fixed-monthly": f"{SECOND} IPANX=2027-02-05 IPCL=P1ML1 IPNR=0.039",
    "fixed-bigger": f"{SECOND} NT=12000 IPNR=0.042",
    "floating": f"{SECOND} RRANX=2027-04-05 RRCL=P3ML1 RRMO=KEEL RRSP=0.005",
    "floating-first": f"{FIRST} RRANX=2027-04-05 RRCL=P3ML1 RRMO=KEEL RRSP=0.005",
    "euro": f"{SECOND} CUR=EUR NT=9000",
    "amortizing": f"{SECOND} CT=LAM PRANX=2027-04-05 PRCL=P3ML1 PRNXT=2500",
    "amortizing-first": f"{FIRST} CT=LAM PRANX=2027-04-05 PRCL=P3ML1 PRNXT=2500 NT=11000",
    "annuity": f"{SECOND} CT=ANN PRANX=2027-02-05 PRCL=P1ML0 IPANX=2027-02-05 IPCL=P1ML0",
    "underlying": f"{FIRST} CNTRL=RPA RRANX=2027-04-05 RRCL=P3ML1 RRMO=LURE",
    "underlying-spread": f"{FIRST} CNTRL=RPA RRANX=2027-01-05 RRCL=P3ML1 RRMO=LURE RRSP=0.002 RRMLT=1.2 IPDC=30E360",
    "teal": "MOC=TEAL",
    "bond": f"CID=BOND-1 CT=PAM {SMALL} NT=300000 MD=2028-01-05 IPNR=0.04 IPANX=2027-04-05 IPCL=P3ML1 MOC=BOND-1",
    "loan": f"CID=LOAN-2 CT=LAM {SMALL} NT=120000 PRANX=2027-02-05 PRCL=P1ML1 PRNXT=10000 IPNR=0.06 IPANX=2027-02-05 IPCL=P1ML1 MOC=LOAN-2",  # noqa: E501
    "annuity-loan": f"CID=LOAN-3 CT=ANN {SMALL} NT=50000 PRANX=2027-02-05 PRCL=P1ML0 MD=2028-02-05 IPNR=0.05 IPANX=2027-02-05 IPCL=P1ML0",  # noqa: E501
    "identified": "CIDENT=XS0000000009",
    "gold": "CID=GOLD-BAR CT=COM SD=2027-01-04 CDD=2027-01-04 CUR=USD CNTRL=RPA MOC=AURUM QT=1 UT=TRO",
    "house": "CID=HOUSE CT=COM SD=2027-01-04 CDD=2027-01-04 CUR=USD CNTRL=RPA MOC=HOUSE QT=1",
}

SWAPS = "SD=2026-12-20 CDD=2026-12-15 CUR=USD CNTRL=RFL to=2028-12-31"
SWAPS_CASES = {
    "gross-fixed-floating": "DS=D +FIL:fixed +SEL:floating",
    "gross-pay": "DS=D CNTRL=PFL +FIL:fixed +SEL:floating",
    "net-fixed-floating": "DS=S +FIL:fixed +SEL:floating",
    "net-pay-bigger-leg": "DS=S CNTRL=PFL +FIL:fixed +SEL:fixed-bigger",
    "net-cycles-differ": "DS=S +FIL:fixed +SEL:fixed-monthly",
    "net-amortizing": "DS=S +FIL:amortizing-first +SEL:amortizing",
    "gross-annuity": "DS=D +FIL:fixed +SEL:annuity",
    "gross-two-floating": "DS=D +FIL:floating-first +SEL:floating",
    "gross-two-currencies": "DS=D +FIL:fixed +SEL:euro",
    "gross-by-default": "+FIL:fixed +SEL:fixed-bigger",
    "purchase": "DS=D PRD=2027-05-16 PPRD=310 +FIL:fixed +SEL:floating",
    "termination": "DS=D TD=2027-08-20 PTD=95.5 +FIL:fixed +SEL:floating",
    "termination-net-on-payment": "DS=S TD=2027-10-05 PTD=95.5 +FIL:fixed +SEL:floating",
}

CAPFL = "SD=2026-12-20 CDD=2026-12-15 CUR=USD CNTRL=BUY to=2028-12-31"
CAPFL_CASES = {
    "cap": "RRLC=0.03 +UDL:underlying",
    "cap-sold": "RRLC=0.03 CNTRL=SEL +UDL:underlying",
    "floor": "RRLF=0.025 +UDL:underlying",
    "floor-sold": "RRLF=0.025 CNTRL=SEL +UDL:underlying",
    "collar": "RRLC=0.032 RRLF=0.021 +UDL:underlying",
    "collar-with-spread": "RRLC=0.032 RRLF=0.021 +UDL:underlying-spread",
    "never-reached": "RRLC=0.5 RRLF=-0.5 +UDL:underlying",
    "horizon": "RRLC=0.03 to=2027-08-31 +UDL:underlying",
}

OPTNS = "SD=2027-01-04 CDD=2027-01-04 CUR=USD PRD=2027-01-05 PPRD=6.2 MD=2027-06-30 OPTP=C OPXT=E OPS1=70 STP=P0D DS=S CNTRL=BUY to=2027-12-31 +UDL:teal"  # noqa: E501
HIGH, LOW, EVEN = "#TEAL:2027-06-30:81.35", "#TEAL:2027-06-30:58.9", "#TEAL:2027-06-30:70"
OPTNS_CASES = {
    "call-in-the-money": HIGH,
    "call-out-of-the-money": LOW,
    "call-at-the-money": EVEN,
    "put-in-the-money": f"OPTP=P {LOW}",
    "put-out-of-the-money": f"OPTP=P {HIGH}",
    "call-sold": f"CNTRL=SEL {HIGH}",
    "put-sold": f"OPTP=P CNTRL=SEL {LOW}",
    "call-put-above": f"OPTP=CP OPS2=65 {HIGH}",
    "call-put-below": f"OPTP=CP OPS2=65 {LOW}",
    "call-put-between": f"OPTP=CP OPS2=65 {'#TEAL:2027-06-30:67'}",
    "settlement-period": f"STP=P3D {HIGH}",
    "settlement-period-csf": f"STP=P3D CLDR=MF BDC=CSF {HIGH}",
    "settlement-period-scp-sold": f"STP=P4D CLDR=MF BDC=SCP CNTRL=SEL {HIGH}",
    "american-exercised": "OPXT=A STP=P2D @2027-04-14:XD:0 #TEAL:2027-04-14:77.7",
    "american-exercised-sold-put": "OPXT=A OPTP=P CNTRL=SEL @2027-04-14:XD:0 #TEAL:2027-04-14:61.25",
    "american-held": f"OPXT=A {HIGH}",
    "bermudan-exercised": f"OPXT=B OPANX=2027-03-31 OPCL=P1ML1 @2027-05-31:XD:0 #TEAL:2027-05-31:72.4 {HIGH}",
    "european-not-exercised-early": f"@2027-04-14:XD:0 {HIGH}",
    "already-exercised": "SD=2027-06-30 XD=2027-06-30 XA=11.35 STP=P5D",
    "termination": "TD=2027-05-05 PTD=8.8",
    "termination-sold": "TD=2027-05-05 PTD=8.8 CNTRL=SEL",
    "settlement-currency": f"CURS=EUR {HIGH}",
}

FUTUR = OPTNS.replace(" OPTP=C OPXT=E OPS1=70", " PFUT=70")
FUTUR_CASES = {
    "gain": HIGH,
    "loss": LOW,
    "even": EVEN,
    "gain-sold": f"CNTRL=SEL {HIGH}",
    "loss-sold": f"CNTRL=SEL {LOW}",
    "settlement-period": f"STP=P3D {LOW}",
    "settlement-period-csp": f"STP=P3D CLDR=MF BDC=CSP {HIGH}",
    "settlement-period-scf-sold": f"STP=P3D CLDR=MF BDC=SCF CNTRL=SEL {LOW}",
    "already-exercised": "SD=2027-06-30 XD=2027-06-30 XA=-11.1 STP=P5D",
    "termination": "TD=2027-05-05 PTD=8.8",
    "no-purchase": f"PRD= PPRD= {HIGH}",
    "horizon-before-settlement": f"STP=P1M to=2027-07-10 {HIGH}",
    "settlement-currency": f"CURS=EUR {HIGH}",
}

CEG = "SD=2027-01-04 CDD=2027-01-04 CUR=USD PRD=2027-01-06 PPRD=250 CETC=DF STP=P0D CNTRL=BUY to=2028-12-31"
BOND_FAILS, LOAN_FAILS = "@2027-08-16:CE:0:BOND-1:DF", "@2027-08-21:CE:0:LOAN-2:DF"
CEG_CASES = {
    "amount-triggered": "NT=400000 MD=2028-01-05 @2027-08-16:CE:0:XS0000000009:DF +COVE:identified",
    "amount-part-sold": "NT=400000 CECV=0.6 MD=2028-01-05 CNTRL=SEL @2027-08-16:CE:0:XS0000000009:DF +COVE:identified",
    "amount-never-triggered": "NT=400000 MD=2028-01-05 +COVE:identified",
    "amount-event-after-maturity": "NT=400000 MD=2027-07-01 @2027-08-16:CE:0:XS0000000009:DF +COVE:identified",
    "amount-other-kind-of-event": "NT=400000 MD=2028-01-05 @2027-08-16:CE:0:XS0000000009:DQ +COVE:identified",
    "amount-other-contract": "NT=400000 MD=2028-01-05 @2027-08-16:CE:0:XS0000000017:DF +COVE:identified",
    "nominal": f"CEGE=NO {BOND_FAILS} +COVE:bond",
    "nominal-by-default-part": f"CECV=0.75 {LOAN_FAILS} +COVE:loan",
    "interest": f"CEGE=NI {BOND_FAILS} +COVE:bond",
    "interest-several": f"CEGE=NI CECV=0.9 {LOAN_FAILS} +COVE:bond +COVE:loan +COVE:annuity-loan",
    "interest-several-sold": f"CEGE=NI CNTRL=SEL {BOND_FAILS} +COVE:bond +COVE:loan",
    "market-value": f"CEGE=MV {BOND_FAILS} +COVE:bond +COVE:loan",
    "never-triggered": "CEGE=NI +COVE:bond +COVE:loan",
    "settlement-period-csf": f"CEGE=NO STP=P7D CLDR=MF BDC=CSF {LOAN_FAILS} +COVE:loan",
    "fee-amount": f"CEGE=NO FER=420 FEB=A FEANX=2027-01-06 FECL=P3ML1 IPDC=A365 STP=P3D {BOND_FAILS} +COVE:bond",
    "fee-rate": "NT=400000 FER=0.003 FEB=N FEANX=2027-01-06 FECL=P3ML1 IPDC=A365 MD=2027-10-06 +COVE:identified",
    "settlement-currency": f"CEGE=NO CURS=EUR {BOND_FAILS} +COVE:bond",
}

CEC = "SD=2027-01-04 CDD=2027-01-04 CUR=USD CETC=DF STP=P0D CNTRL=BUY to=2028-12-31"
RICH, POOR = "#AURUM:2027-08-16:9000000", "#AURUM:2027-08-16:210000"
CEC_CASES = {
    "enough": f"CEGE=NO {BOND_FAILS} {RICH} +COVE:bond +COVI:gold",
    "not-enough": f"CEGE=NO {BOND_FAILS} {POOR} +COVE:bond +COVI:gold",
    "enough-sold": f"CEGE=NI CNTRL=SEL {BOND_FAILS} {RICH} +COVE:bond +COVI:gold",
    "not-enough-sold": f"CEGE=NI CNTRL=SEL {BOND_FAILS} {POOR} +COVE:bond +COVI:gold",
    "two-collaterals": f"CEGE=NO {BOND_FAILS} {POOR} #HOUSE:2027-08-16:65000 +COVE:bond +COVI:gold +COVI:house",
    "several-covered-part": f"CEGE=NI CECV=0.8 {BOND_FAILS} {RICH} +COVE:bond +COVE:loan +COVI:gold",
    "market-value": f"CEGE=MV {BOND_FAILS} {RICH} +COVE:bond +COVI:gold",
    "never-triggered": "CEGE=NO +COVE:bond +COVI:gold",
    "other-contract": f"CEGE=NO {LOAN_FAILS} +COVE:bond +COVI:gold",
    "other-kind-of-event": "CEGE=NO @2027-08-16:CE:0:BOND-1:DL +COVE:bond +COVI:gold",
    "delinquency-covered": f"CEGE=NO CETC=DQ @2027-08-16:CE:0:BOND-1:DQ {RICH} +COVE:bond +COVI:gold",
    "settlement-period-scf": f"CEGE=NO STP=P5D CLDR=MF BDC=SCF {BOND_FAILS} {RICH} +COVE:bond +COVI:gold",
    "by-default": f"{BOND_FAILS} {RICH} +COVE:bond +COVI:gold",
}
