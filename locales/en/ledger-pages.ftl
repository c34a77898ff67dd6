# Ledger pages and import
ledger-lead = Compared with { $file } ({ $rows } { $rows ->
    [one] row
   *[other] rows
}, loaded { $when }).
ledger-tabs = Result of the comparison
ledger-tab-conflict = Disagrees
ledger-tab-ambiguous = Several candidates
ledger-tab-only_connected = Connected, not in ledger
ledger-tab-not_seen = Ledger only
ledger-tab-no_key = No clue
ledger-tab-matched = Matches
ledger-explain-conflict = We take them for the same device, but what is written differs. Choose once and you are not asked again.
ledger-explain-ambiguous = Several devices fit. We do not force a match; check on site and choose.
ledger-explain-only_connected = Seen on the network, but no row of the ledger. Medical devices come first.
ledger-explain-not_seen = In the ledger but not seen. That does not mean it is not there: it may be out of reach, switched off, or gone.
ledger-explain-no_key = Neither address nor number is written, so nothing can be compared. Devices that look alike are offered. Fine for devices that are not connected.
ledger-explain-matched = The same device, and what is written agrees.
ledger-none-here = No rows here.
ledger-row = Ledger row
ledger-device = Device seen
ledger-clue = Clues
ledger-answer = Answer
ledger-sheet = Sheet
ledger-line = Row
ledger-no-row = not in ledger
ledger-look = Look
ledger-no-clue = nothing to compare
decide-same = Yes, this device
decide-other = Other answers
decide-link-to = IP or MAC address of another device
decide-link = Link
decide-retire = It was retired
decide-ignore-why = Reason to leave it out
decide-ignore-until = Until (empty: for good)
decide-ignore = Leave it out
decision-accepted = Confirmed
decision-linked = Linked
decision-retired = Retired
decision-ignored = Left out
blind-title = What we cannot see
blind-note = These rows are not seen; that does not mean they are not there
blind-none = Every zone in the ledger is seen.
blind-rows = { $n } { $n ->
    [one] ledger row
   *[other] ledger rows
}
ledger-column-asset_no = Asset number
ledger-column-name = Device name
ledger-column-kind = Kind
ledger-column-maker = Maker
ledger-column-model = Model
ledger-column-serial = Serial number
ledger-column-location = Place
ledger-column-department = Department
ledger-column-ip = IP address
ledger-column-mac = MAC address
ledger-column-hostname = Host name
ledger-column-ae_title = AE title
ledger-column-vlan = VLAN
ledger-column-os = Operating system
ledger-column-software_version = Software version
ledger-column-udi_di = UDI
ledger-column-jmdn = Generic name (JMDN)
ledger-column-purchased_on = Purchased on
ledger-column-retired_on = Retired on
ledger-column-state = State
ledger-column-maintenance = Service contract
ledger-column-remote_maintenance = Remote maintenance
ledger-column-contact = Contact
ledger-column-remarks = Remarks (keep as a note)
ledger-column-other = Do not use
import-title = Load the ledger
import-crumb = Import
import-lead = Choose your Excel or CSV file as it is. We guess what the columns mean; you check on the next screen.
import-file = Ledger file
import-file-hint = .xlsx .xls .ods .csv in any encoding. Several sheets, merged cells, Japanese dates and full-width characters are fine.
import-next-columns = Read and check the columns
import-unchanged = Your file is not changed.
import-steps = Import in 4 steps
import-step-file = Choose the file
import-step-columns = Check the columns
import-step-compare = Compare with the watch
import-step-done = See the result
import-columns-title = Check what the columns mean
import-columns-lead = Read { $rows } { $rows ->
    [one] row
   *[other] rows
} of “{ $file }”. Correct only what is guessed wrong.
import-no-table = No table that looks like a ledger was found. Choose a file with headings
import-open-columns = { $n } { $n ->
    [one] column is
   *[other] columns are
} not understood
import-open-text = Choose what the violet columns mean. “Remarks” keeps them searchable.
import-sheet = Sheet “{ $sheet }”
import-header-row = headings: rows { $first }–{ $last }
import-remembered = Read as you taught before
import-sample-note = The first rows of your ledger
import-column-is = What is the column “{ $name }”?
import-empty-cell = empty
import-told = Noticed while reading
import-told-count = { $n }
import-all-read = Every value could be read.
import-confirm = Take it in like this ({ $rows } { $rows ->
    [one] row
   *[other] rows
})
import-look-again = Look again with my corrections
ledger-complete = Ledger of every device (Excel)
decide-link-this = Link to this device
ledger-candidates = Perhaps { $n ->
    [1] (closest first; a person decides)
   *[other] (several fit equally well; a person decides)
}
ledger-column-quantity = Quantity
ledger-pieces = { $seen } of { $stated } { $stated ->
    [one] piece is
   *[other] pieces are
} seen
ledger-pieces-all = Rows that state more than one piece: { $seen } of { $stated } { $stated ->
    [one] piece is
   *[other] pieces are
} seen
