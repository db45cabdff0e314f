# SPDX-License-Identifier: Apache-2.0
"""Our own cases of LAX, CLM, UMP, CSH, STK, COM and FXOUT; the words are those of ``cases_principal``."""

LAX = "SD=2026-12-20 CDD=2026-12-15 CUR=EUR NT=9000 IED=2027-01-05 IPNR=0.055 ARIPANX=2027-04-05 ARIPCL=P3ML1 ARPRANX=2027-04-05 ARPRCL=P3ML1 ARPRNXT=900 ARINCDEC=DEC IPDC=30E360 CNTRL=RPA"  # noqa: E501
LAX_CASES = {
    "single-part": "",
    "single-part-liability": "CNTRL=RPL PDIED=45",
    "maturity-given": "MD=2028-05-20",
    "maturity-given-after-repayment": "ARPRNXT=3000 MD=2028-04-05",
    "dates-only": "ARPRANX=2027-04-05,2027-09-20,2028-01-10 ARPRCL= ARPRNXT=2000,3000,4000 ARINCDEC=DEC,DEC,DEC",
    "two-cycles": "ARPRANX=2027-04-05,2028-04-05 ARPRCL=P6ML1,P1ML1 ARPRNXT=1500,750 ARINCDEC=DEC,DEC",
    "increase-then-decrease": "ARPRANX=2027-04-05,2027-10-05 ARPRCL=P2ML1,P1ML1 ARPRNXT=500,1500 ARINCDEC=INC,DEC",
    "increase-then-decrease-liability": "ARPRANX=2027-04-05,2027-10-05 ARPRCL=P3ML1,P1ML1 ARPRNXT=450.5,2000 ARINCDEC=INC,DEC IPDC=A365 CNTRL=RPL",  # noqa: E501
    "decrease-increase-decrease": "ARPRANX=2027-04-05,2027-10-05,2028-01-05 ARPRCL=P3ML1,P1ML1,P3ML1 ARPRNXT=1000,700,1850 ARINCDEC=DEC,INC,DEC",  # noqa: E501
    "one-cycle-for-all-parts": "ARPRANX=2027-04-05,2027-10-05 ARPRCL=P3ML1 ARPRNXT=1000,1750 ARINCDEC=DEC,DEC",
    "interest-parts": "ARIPANX=2027-02-05,2027-10-05 ARIPCL=P1ML1,P3ML1 IPDC=AA",
    "rates-fixed": "ARRRANX=2027-07-05,2028-01-05 ARRATE=0.061,0.0485 ARFIXVAR=FIX,FIX",
    "rates-fixed-then-variable": "ARRRANX=2027-07-05,2028-01-05 ARRRCL=P6ML1,P3ML1 ARRATE=0.061,0.021 ARFIXVAR=FIX,VAR RRMO=KEEL",  # noqa: E501
    "rates-variable-bounded": "ARRRANX=2027-07-05 ARRRCL=P3ML1 ARRATE=0.03 ARFIXVAR=VAR RRMO=KEEL RRMLT=1.1 RRLC=0.062 RRPF=-0.004",  # noqa: E501
    "purchase-and-termination": "PRD=2027-06-15 PPRD=8020 TD=2028-05-10 PTD=5000",
    "fee-amount": "FER=15 FEB=A FEANX=2027-04-05 FECL=P6ML1",
    "status-later": "SD=2027-08-20 NT=7200 IPAC=49.5",
    "scaling-both": "SCEF=IN0 SCMO=SPAR SCCDD=100 SCANX=2027-07-05 SCCL=P6ML1",
}

CLM = "SD=2027-03-05 CDD=2027-03-01 CUR=CHF NT=50000 IED=2027-03-10 IPNR=0.036 IPDC=AA XDN=P10D CNTRL=RPA"
CALLED = "to=2027-12-31 @2027-09-15:XD:0"
CLM_CASES = {
    "maturity": "MD=2027-09-10 IPCL=P1ML1 to=2027-09-10",
    "maturity-liability-anchor": "MD=2027-09-10 IPANX=2027-04-30 IPCL=P1ML1 EOMC=EOM CNTRL=RPL to=2027-12-31",
    "maturity-no-capitalization": "MD=2027-09-10 to=2027-12-31",
    "maturity-capitalized-once": "MD=2027-09-10 IPANX=2027-06-10 to=2027-12-31",
    "maturity-on-sunday-scp": "MD=2027-09-12 IPCL=P2WL1 CLDR=MF BDC=SCP to=2027-12-31",
    "reset": "MD=2027-09-10 IPCL=P1ML1 RRANX=2027-05-03 RRCL=P30DL1 RRMO=KEEL RRSP=-0.01 to=2027-12-31",
    "reset-once-liability": "MD=2027-09-10 RRANX=2027-05-03 RRMO=KEEL CNTRL=RPL to=2027-12-31",
    "status-later": "SD=2027-05-20 MD=2027-09-10 IPCL=P15DL1 to=2027-12-31",
    "status-later-accrued": "SD=2027-05-20 IPAC=311.2 MD=2027-09-10 IPCL=P2ML1 to=2027-12-31",
    "called": f"IPCL=P1ML1 {CALLED}",
    "called-without-notice": f"IPCL=P1ML1 XDN=P0D {CALLED}",
    "called-liability-month-notice": f"IPCL=P1ML1 XDN=P1M CNTRL=RPL {CALLED}",
    "called-settled-beyond-horizon": "IPCL=P1ML1 XDN=P31D to=2027-09-30 @2027-09-15:XD:0",
    "called-with-reset": f"IPCL=P20DL1 RRANX=2027-05-03 RRCL=P30DL1 RRMO=KEEL XDN=P3W {CALLED}",
    "called-no-capitalization": f"XDN=P0D {CALLED}",
    "fee-rate": "MD=2027-09-10 IPCL=P1ML1 FER=0.002 FEB=N FEANX=2027-06-10 FECL=P3ML1 to=2027-12-31",
    "settlement-currency": "MD=2027-05-10 IPCL=P1ML1 CURS=EUR to=2027-12-31",
}

UMP = "SD=2027-03-05 CDD=2027-03-01 CUR=USD NT=80000 IED=2027-03-10 IPNR=0.0125 IPANX=2027-04-30 IPCL=P1ML1 IPDC=30E360 XDN=P1M CNTRL=RPA to=2028-03-15"  # noqa: E501
UMP_CASES = {
    "no-events": "",
    "no-interest": "IPNR= IPANX= IPCL=",
    "capitalized-once": "IPCL= IPDC=A360",
    "negative-rate-liability": "IPNR=-0.004 CNTRL=RPL IPDC=AA",
    "month-end": "EOMC=EOM IPDC=A365",
    "withdrawals": "@2027-06-17:PR:12000 @2027-10-30:PR:7500.25",
    "withdrawals-liability": "CNTRL=RPL @2027-06-17:PR:-12000 @2027-10-30:PR:-7500.25",
    "horizon-on-cycle": "to=2027-11-30",
    "termination": "TD=2027-12-20 PTD=79000",
    "reset": "RRANX=2027-06-01 RRCL=P3ML1 RRMO=KEEL RRSP=-0.01",
    "fee-amount": "FER=10 FEB=A FEANX=2027-06-10 FECL=P3ML1",
    "status-later-accrued": "SD=2027-07-10 IPAC=27.8",
    "business-day-scf": "CLDR=MF BDC=SCF EOMC=EOM",
}

CSH = "SD=2027-03-05 CUR=SEK NT=4321.5 CNTRL=RPA to=2027-12-31"
CSH_CASES = {
    "no-events": "",
    "monitored": "@2027-04-01:AD:0",
    "monitored-liability": "@2027-04-01:AD:0 @2027-08-09T23:59:59:AD:0 CNTRL=RPL",
    "status-on-monitoring": "SD=2027-04-01 @2027-04-01:AD:0 @2027-04-02:AD:0",
    "monitored-after-horizon": "to=2027-03-31 @2027-04-01:AD:0",
    "long": "CNTRL=LG @2027-06-30:AD:0",
    "short": "CNTRL=ST @2027-06-30:AD:0",
    "large": "NT=123456789012.34 @2027-06-30:AD:0",
}

STK = "SD=2027-03-05 CDD=2027-03-01 CUR=NOK NT=1000 DVMO=TEAL_DV CNTRL=RPA to=2029-06-30"
STK_CASES = {
    "purchase": "PRD=2027-03-15 PPRD=1431.2",
    "purchase-liability": "PRD=2027-03-15 PPRD=1431.2 CNTRL=RPL",
    "purchase-and-termination": "PRD=2027-03-15 PPRD=1431.2 TD=2028-11-30T23:59:59 PTD=1600",
    "purchase-and-termination-liability": "PRD=2027-03-15 PPRD=1431.2 TD=2028-11-30 PTD=1600 CNTRL=RPL",
    "dividends": "PRD=2027-03-15 PPRD=1431.2 DVANX=2027-05-15 DVCL=P3ML1",
    "dividends-month-end": "DVANX=2027-04-30 DVCL=P3ML1 EOMC=EOM",
    "dividends-liability-yearly": "DVANX=2027-06-30 DVCL=P1YL1 CNTRL=RPL",
    "dividends-bought-between": "PRD=2027-09-15 PPRD=1431.2 DVANX=2027-05-15 DVCL=P3ML1",
    "dividends-sold-between": "TD=2028-09-15 PTD=1500 DVANX=2027-05-15 DVCL=P3ML1",
    "dividends-business-day": "DVANX=2027-05-15 DVCL=P1ML1 CLDR=MF BDC=SCF to=2028-03-31",
    "dividend-known": "DVANX=2027-05-15 DVCL=P6ML1 DVNP=12.75",
    "dividend-once": "DVANX=2027-05-15",
    "monitored": "@2027-05-15:AD:0",
    "settlement-currency": "PRD=2027-03-15 PPRD=1431.2 DVANX=2027-05-15 DVCL=P6ML1 CURS=EUR",
}

COM = "SD=2027-03-05 CDD=2027-03-01 CUR=USD QT=40 UT=TON CNTRL=RPA to=2029-06-30"
COM_CASES = {
    "purchase": "PRD=2027-03-15 PPRD=88.4",
    "purchase-liability": "PRD=2027-03-15 PPRD=88.4 CNTRL=RPL",
    "termination": "TD=2028-11-30 PTD=91.05",
    "termination-liability": "TD=2028-11-30 PTD=91.05 CNTRL=RPL",
    "purchase-and-termination": "PRD=2027-03-15 PPRD=88.4 TD=2028-11-30 PTD=91.05",
    "no-quantity": "QT= PRD=2027-03-15 PPRD=88.4",
    "status-after-purchase": "SD=2027-04-05 PRD=2027-03-15 PPRD=88.4 TD=2028-11-30 PTD=91.05",
    "horizon-before-termination": "to=2028-06-30 PRD=2027-03-15 PPRD=88.4 TD=2028-11-30 PTD=91.05",
    "settlement-currency": "PRD=2027-03-15 PPRD=88.4 CURS=CHF",
}

FXOUT = "SD=2027-03-05 CDD=2027-03-01 CUR=USD CUR2=EUR NT=5600 NT2=5000 MD=2027-09-18 CNTRL=RPA to=2027-12-31"
CASH = "DS=S STP=P2D"
FXOUT_CASES = {
    "delivery": "DS=D",
    "delivery-by-default": "",
    "delivery-liability": "DS=D CNTRL=RPL",
    "delivery-midnight": "DS=D MD=2027-09-30T23:59:59",
    "cash": f"{CASH}",
    "cash-liability": f"{CASH} CNTRL=RPL",
    "cash-no-period": "DS=S",
    "cash-business-day": f"{CASH} CLDR=MF BDC=SCF MD=2027-09-17",
    "cash-week": "DS=S STP=P1WL0",
    "purchase": "PRD=2027-04-12 PPRD=35",
    "purchase-liability-cash": f"{CASH} PRD=2027-04-12 PPRD=-35 CNTRL=RPL",
    "termination": "TD=2027-07-01 PTD=51.5",
    "purchase-and-termination-liability": "PRD=2027-04-12 PPRD=-35 TD=2027-07-01 PTD=51.5 CNTRL=RPL",
    "settlement-currency": f"{CASH} CURS=CHF",
}
