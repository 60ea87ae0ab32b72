"""A made-up board's annual report, with one of everything that a report may hold."""

from dataclasses import replace
from datetime import date

from lineofsight.charts import Point, Series, Subject, bars, control, strip, trend
from lineofsight.documents import Page, Source

YEARS = ("2012-13", "2013-14", "2014-15", "2015-16", "2016-17")
REFERRALS = Subject(title="Referrals to children's social care", area="Severnshire")
SHARE = Subject(
    title="Re-referrals within 12 months", area="Severnshire", pattern="{:.1f}%", counts=False, ceiling=100
)


def series(name, values, labels=YEARS, **more):
    return Series(
        name, tuple(Point(label, value, **more) for label, value in zip(labels, values, strict=True))
    )


def pictures() -> dict[str, str]:
    months = [
        f"{month} {year}" for year in (2015, 2016) for month in ("Jan", "Mar", "May", "Jul", "Sep", "Nov")
    ]
    groups = ("Under 1", "1 to 4", "5 to 9", "10 to 15", "16 and 17", "Not known")
    own = series("Severnshire", (24.2, 22.0, 19.1, 18.2, 20.5), of="1,128 of 5,497")
    own = Series(own.label, tuple(replace(p, new_definition=p.label == "2014-15") for p in own.points))
    england = series("England", (24.9, 23.4, 24.0, 22.3, 21.9))
    near = series("Neighbours (median)", (22.5, 22.8, 23.0, 21.5, 21.0))
    neighbours = [
        Point(f"Area {c}", v) for c, v in zip("ABCDEF", (15.2, 17, 18.5, 21, 26, None), strict=True)
    ]
    return {
        "trend": trend(REFERRALS, series("Severnshire", (4810, 4702, None, 4966, 5497))).figure(),
        "lines": trend(SHARE, own, england, near).figure(),
        "control": control(
            SHARE, series("Severnshire", (72, 74, 71, 73, 75, 70, 72, None, 64, 63, 66, 62), months),
            better="higher", target=85,
        ).figure(),
        "bars": bars(
            REFERRALS, series("Severnshire", (61, 130, 152, 140, 34, None), groups, silence="suppressed"),
            series("England", (50, 120, 150, 150, 30, None), groups), period="2016-17",
        ).figure(),
        "strip": strip(SHARE, Point("Severnshire", 20.5), neighbours, period="2016-17", england=21.9).figure(),
    }  # fmt: skip


def table(caption, head, *rows):
    heads = "".join(f'<th scope="col">{words}</th>' for words in head)
    body = "".join(
        f'<tr{" class=total" if row[0] == "All" else ""}><th scope="row">{row[0]}</th>'
        + "".join(f"<td>{cell}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    return f"<table><caption>{caption}</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"


def body() -> str:
    drawn = pictures()
    ages = table(
        "Referrals by age of child, Severnshire, 2016-17", ("Age", "Referrals", "Of all", "Rate per 10,000", "England"),
        ("Under 1", "512", "9.3%", "755.1", "702.4"), ("1 to 4", "1,320", "24.0%", "480.2", "455.0"),
        ("Not known", "suppressed", "suppressed", "", ""), ("All", "5,497", "100%", "472.6", "448.8"),
    )  # fmt: skip
    long = table("Visits to children with a plan, by month", ("Month", "Visits", "Seen alone"),
                 *((f"Month {n}", f"{400 + n}", f"{60 + n % 9}%") for n in range(1, 61)))  # fmt: skip
    asked = table(
        "What partners were asked for, and sent", ("Partner", "Asked for", "Sent"),
        ("Severnshire Council", "Return home interviews, by time", "not supplied by the date asked"),
        ("West Vale Police", "Missing episodes, 2016-17", "12 May 2017"),
    )  # fmt: skip
    return f"""
<h1>Foreword by the independent chair</h1>
<p>This report says how well children in Severnshire were protected in 2016-17. Where we do not know, it says that too.</p>
<aside><p><strong>The Board’s judgement.</strong> The Board <span class="claim verified" id="claim-1">cannot yet be
assured</span> that every child who needs protection is helped in time.</p></aside>
<blockquote><p>“They asked me what had happened, and they wrote down what I said.” (young person, 15)</p></blockquote>
<h1>How children came to notice</h1>
<h2>Referrals</h2>
<p>Referrals <span class="claim verified" id="claim-2">rose from 4,966 to 5,497</span> and
<span class="claim unsupported" id="claim-3">re-referrals improved significantly</span> against England.</p>
{drawn["trend"]}
<p>The Board asked each agency for its reasons, and <em>five of seven</em> answered:</p>
<ul><li>the police named a new form;</li>
<li>the two health trusts named training, at <a href="#early-help">early help</a>.</li></ul>
{drawn["lines"]}
<h4>Month by month</h4>
{drawn["control"]}
<h2>Who was referred</h2>
{ages}
{drawn["strip"]}
<h1 id="early-help">Early help</h1>
<p>Early help fell, which partners put down to
<span class="claim contradicted" data-label="does not match the record: 12 of 40">a majority</span> of schools.</p>
<ol><li>no time for the lead’s role;</li><li>no reply from the service;</li></ol>
{drawn["bars"]}
<h1>Children who go missing</h1>
<p><span class="claim unmeasured" id="claim-4">48%</span> of return home interviews were held within 72 hours.</p>
{asked}
{long}
"""


def sample(**changes) -> Page:
    sources = (
        Source(
            "cannot yet be assured",
            "“Cannot yet be assured”",
            "Minutes of 14 June 2017",
            "verified",
            "",
            "claim-1",
        ),
        Source(
            "rose from 4,966 to 5,497",
            "4,966; 5,497",
            "Referrals (FD07)",
            "verified",
            "",
            "claim-2",
        ),
        Source(
            "re-referrals improved significantly",
            "18.2%; 20.5%",
            "Re-referrals (FD09)",
            "unsupported",
            "A rise",
            "claim-3",
        ),
        Source("a majority", "12 of 40", "Survey of 9 May 2017, page 4", "contradicted"),
        Source(
            "48%",
            "no numerator or denominator",
            "Email of 8 June 2017",
            "unmeasured",
            "Ask for n of d",
            "claim-4",
        ),
    )
    page = Page(
        title="Annual report 2016/17", subtitle="1 April 2016 to 31 March 2017",
        board="Severnshire Safeguarding Children Board", area="Severnshire",
        date=date(2017, 9, 13), authors=("A. Marlow, independent chair", "J. Teme, business manager"),
        regime="Working Together to Safeguard Children 2015", front=(("Recipients", "Leader of the council & chair"),),
        banner="Made up: Severnshire is no real place", body=body(), annex=sources,
    )  # fmt: skip
    return replace(page, **changes)
