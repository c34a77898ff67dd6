# 台帳：読み込み、突き合わせ、見えない場所

# 突き合わせの結果
ledger-status-matched = 一致
ledger-status-conflict = 食い違い
ledger-status-ambiguous = 候補が複数
ledger-status-not_seen = 台帳だけ（見えなかった）
ledger-status-no_key = 手がかりなし

ledger-totals = { $connected }台がつながっています。台帳が知っているのは{ $known }台です
ledger-totals-only-connected = 台帳にない機器：{ $count }台
ledger-totals-only-in-ledger = 台帳だけにある行：{ $count }行
ledger-totals-conflicting = 食い違い：{ $count }行
ledger-totals-ambiguous = 人が選ぶ必要がある行：{ $count }行
ledger-totals-no-key = 手がかりのない行：{ $count }行
ledger-totals-retired = 廃棄・除却の行：{ $count }行

# 理由
ledger-reason-mac = MACアドレスが同じです
ledger-reason-serial = シリアル番号が同じです
ledger-reason-udi_di = 機器の世界共通番号（UDI）が同じです
ledger-reason-hostname = ホスト名が同じです
ledger-reason-ae_title = AEタイトルが同じです
ledger-reason-ip = IPアドレスが同じです
ledger-reason-earlier_ip = 以前に使っていたIPアドレスが同じです
ledger-reason-ip_range = 台帳に書いたIPアドレスの範囲に入ります
ledger-reason-asset_no_in_hostname = ホスト名に管理番号が入っています
ledger-reason-mac_typo = MACアドレスが1か所だけ違います。書き間違いのようです
ledger-reason-other_mac = MACアドレスが台帳と違います。部品か本体が替わったのかもしれません
ledger-reason-behind_router = ルーターの向こうにあるため、MACアドレスは確かめられません
ledger-reason-duplicate_row = 同じ機器をさす行がほかにもあります
ledger-reason-listed_twice = 同じ管理番号の行がほかにもあります
ledger-reason-several_devices = 同じくらい近い機器が複数あります
ledger-reason-several_devices_in_row = この行は複数の機器を表しています
ledger-reason-doubtful = この機器かもしれませんが、確かではありません
ledger-reason-ip_used_by_other = 台帳のIPアドレスは、いま別の機器が使っています
ledger-reason-retired = 廃棄・除却した行です
ledger-reason-retired_but_seen = 廃棄・除却したはずの機器がつながっています
ledger-reason-blind_spot = 見守りの届かない場所です。機器がないという意味ではありません
ledger-reason-linked_by_hand = 人が結びつけました
ledger-reason-accepted = 人が確認しました
ledger-reason-ignored = 人が対象外にしました

ledger-clue-differs = 台帳は「{ $ledger }」、ネットワークでは「{ $network }」
ledger-clue-differs-said = 台帳は「{ $ledger }」、ネットワークでは「{ $network }」（{ $sources }より）
ledger-clue-same = 台帳もネットワークも「{ $ledger }」
ledger-clue-not-seen = 台帳は「{ $ledger }」。ネットワークからはわかりません

# 見えない場所
ledger-blind-zone_never_seen = この区画の通信は、センサーに届いていません
ledger-blind-zone_partly_seen = この区画は一部だけ見えています。区画の中だけの通信は届きません
ledger-blind-no_address = ネットワークの情報がありません。つながない機器かもしれません
ledger-advice-mirror-gateway-port = { $zone }の出入口になるスイッチの口を、次のミラー元に加えてください
ledger-advice-mirror-both-directions = { $zone }は片方向だけ見えています。ミラーを送信と受信の両方にしてください
ledger-advice-mirror-access-switch = { $zone }の機器がつながるスイッチを、次のミラー元に加えてください
ledger-advice-add-vlan-to-mirror = { $zone }のVLANを、ミラー元に加えてください
ledger-advice-at = 場所：{ $at }

# 列の推測
ledger-guess-person = あなたが選びました
ledger-guess-header = 見出しのとおりです
ledger-guess-header-part = 見出しの一部から推測しました
ledger-guess-content = 値の形から推測しました
ledger-guess-header-and-content = 見出しも値もそのとおりです
ledger-guess-content-contradicts = 見出しと値が合わないので、値に従いました
ledger-guess-duplicate = 同じ意味の列がほかにあります
ledger-guess-counting = 連番のようです
ledger-guess-unknown = 意味がわかりません。選んでください

ledger-skipped-blank = 空のシートです
ledger-skipped-no-heading = 台帳の見出しが見つかりません
ledger-skipped-not-a-ledger = 機器の台帳ではないようです
ledger-skipped-ignored = あなたが読まないと決めました
ledger-skipped-sheet-name = シート名から、機器の台帳ではないと判断しました

# 読むときに直したこと
ledger-fix-widths = 全角の英数字と半角カナをそろえました：{ $count }か所
ledger-fix-dittos = 「〃」「同上」を上の行の値にしました：{ $count }か所
ledger-fix-dates = 日付を西暦にそろえました：{ $count }か所
ledger-fix-merged = 結合したセルの値を写しました：{ $count }か所
ledger-fix-sections = 見出しの行から部署や場所を補いました：{ $count }か所
ledger-fix-repeated-headers = 途中でくり返す見出しを飛ばしました：{ $count }か所

# 読めなかったもの
ledger-problem-bad-ip = { $cell }のIPアドレス「{ $text }」が読めません。この欄は「不明」のまま取り込みます
ledger-problem-bad-mac = { $cell }のMACアドレス「{ $text }」が読めません。この欄は「不明」のまま取り込みます
ledger-problem-bad-date = { $cell }の日付「{ $text }」が読めません。この欄は「不明」のまま取り込みます
ledger-problem-bad-vlan = { $cell }のVLAN「{ $text }」が読めません。この欄は「不明」のまま取り込みます
ledger-problem-ditto-in-key = { $cell }の「{ $text }」は写しません。アドレスや番号は機器ごとに違うためです
ledger-problem-range-reversed = { $cell }の範囲「{ $text }」は、初めと終わりが逆です
ledger-problem-range-too-wide = { $cell }の範囲「{ $text }」は広すぎるので、機器の範囲として使いません

ledger-warning-total-row = { $row }行目は合計の行として飛ばしました：{ $text }
ledger-warning-row-not-understood = { $row }行目は機器の行ではないようです：{ $text }
ledger-warning-number-only-row = { $row }行目は番号だけなので飛ばしました：{ $text }
ledger-warning-free-address-row = { $row }行目は空きアドレスの行として飛ばしました：{ $text }
ledger-warning-hidden-sheet = シート「{ $sheet }」は非表示ですが、読みました
ledger-warning-too-many-rows = シート「{ $sheet }」は行が多すぎるため、途中までを読みました
ledger-warning-too-many-columns = シート「{ $sheet }」は列が多すぎるため、途中までを読みました
ledger-warning-too-many-cells = シート「{ $sheet }」はセルが多すぎるため、途中までを読みました
ledger-warning-sheet-unreadable = シート「{ $sheet }」が読めません。Excelで保存し直してください
ledger-warning-sheet-cut = シート「{ $sheet }」は途中で壊れています。そこまでを読みました
ledger-warning-encoding-replaced = 読めない文字があり、「�」に置きかえました
ledger-problem-bad-quantity = { $cell }の台数「{ $text }」が読めません。この欄は「不明」のまま取り込みます
