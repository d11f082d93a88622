<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ja" sourcelanguage="en">
<context>
    <name>QAbstractFileIconProvider</name>
    <message>
        <source>Drive</source>
        <translation>ドライブ</translation>
    </message>
    <message>
        <source>File</source>
        <translation>ファイル</translation>
    </message>
    <message>
        <source>File Folder</source>
        <translation>フォルダー</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>フォルダー</translation>
    </message>
    <message>
        <source>Shortcut</source>
        <translation>ショートカット</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>不明</translation>
    </message>
</context>
<context>
    <name>RoadText</name>
    <message>
        <source>Remove</source>
        <comment>@label:article short</comment>
        <translation>駆除と修正</translation>
    </message>
    <message>
        <source>Article %1</source>
        <comment>@label:article</comment>
        <translation>第%1条</translation>
    </message>
    <message>
        <source>Check</source>
        <comment>@label:article</comment>
        <translation>感染の確認</translation>
    </message>
    <message>
        <source>Remove and patch</source>
        <comment>@label:article</comment>
        <translation>駆除と修正</translation>
    </message>
    <message>
        <source>Update</source>
        <comment>@label:article</comment>
        <translation>最新に更新</translation>
    </message>
    <message>
        <source>after restart</source>
        <comment>@label:article</comment>
        <translation>再起動で完了</translation>
    </message>
    <message>
        <source>does not apply</source>
        <comment>@label:article</comment>
        <translation>該当なし</translation>
    </message>
    <message>
        <source>not finished</source>
        <comment>@label:article</comment>
        <translation>まだ終わっていません</translation>
    </message>
    <message>
        <source>Article %1, %2: %3</source>
        <comment>@info:accessible an article, its name and how far it is</comment>
        <translation>第%1条 %2、%3</translation>
    </message>
    <message>
        <source>you are here</source>
        <comment>@info:accessible</comment>
        <translation>今ここ</translation>
    </message>
    <message>
        <source>Start</source>
        <comment>@label:rail</comment>
        <translation>はじめ</translation>
    </message>
    <message>
        <source>Finish</source>
        <comment>@label:rail</comment>
        <translation>おわり</translation>
    </message>
    <message>
        <source>%1: you are here</source>
        <comment>@info:accessible</comment>
        <translation>%1、今ここ</translation>
    </message>
    <message>
        <source>check</source>
        <comment>@info:accessible inside a sentence</comment>
        <translation>感染の確認</translation>
    </message>
    <message>
        <source>remove and patch</source>
        <comment>@info:accessible inside a sentence</comment>
        <translation>駆除と修正</translation>
    </message>
    <message>
        <source>update</source>
        <comment>@info:accessible inside a sentence</comment>
        <translation>最新に更新</translation>
    </message>
</context>
<context>
    <name>sankajo::BarChart</name>
    <message>
        <source>%1: %2</source>
        <comment>@info:accessible a bar and its value</comment>
        <translation>%1：%2</translation>
    </message>
</context>
<context>
    <name>sankajo::CheckPage</name>
    <message>
        <source>Stop checking</source>
        <comment>@action:button</comment>
        <translation>確認を中止する</translation>
    </message>
    <message>
        <source>Check again</source>
        <comment>@action:button</comment>
        <translation>もう一度確認する</translation>
    </message>
    <message>
        <source>The check was stopped</source>
        <comment>@title</comment>
        <translation>確認を中止しました</translation>
    </message>
    <message>
        <source>The check could not be finished</source>
        <comment>@title</comment>
        <translation>確認を終えられませんでした</translation>
    </message>
    <message>
        <source>What was already found is still there.</source>
        <comment>@info</comment>
        <translation>見つかっていたものは、まだそこにあります。</translation>
    </message>
    <message>
        <source>Checking every place for the worm</source>
        <comment>@title</comment>
        <translation>すみずみまで確認しています</translation>
    </message>
    <message>
        <source>Checking for the worm</source>
        <comment>@title</comment>
        <translation>ワームがいないか確認しています</translation>
    </message>
</context>
<context>
    <name>sankajo::Details</name>
    <message>
        <source>Hide details</source>
        <comment>@action:button</comment>
        <translation>くわしい内容を閉じる</translation>
    </message>
    <message>
        <source>Show details</source>
        <comment>@action:button</comment>
        <translation>くわしく見る</translation>
    </message>
    <message>
        <source>Hide details of %1</source>
        <comment>@action:button</comment>
        <translation>「%1」のくわしい内容を閉じる</translation>
    </message>
    <message>
        <source>Show details of %1</source>
        <comment>@action:button</comment>
        <translation>「%1」をくわしく見る</translation>
    </message>
</context>
<context>
    <name>sankajo::EmblemPicture</name>
    <message>
        <source>infected</source>
        <comment>@label:worm</comment>
        <translation>感染しています</translation>
    </message>
    <message>
        <source>possible infection</source>
        <comment>@label:worm</comment>
        <translation>感染の疑いがあります</translation>
    </message>
    <message>
        <source>only traces</source>
        <comment>@label:worm</comment>
        <translation>跡だけ残っています</translation>
    </message>
    <message>
        <source>not found</source>
        <comment>@label:worm</comment>
        <translation>見つかりません</translation>
    </message>
    <message>
        <source>could not tell</source>
        <comment>@label:worm</comment>
        <translation>判断できません</translation>
    </message>
    <message>
        <source>open</source>
        <comment>@label:hole</comment>
        <translation>開いています</translation>
    </message>
    <message>
        <source>closed</source>
        <comment>@label:hole</comment>
        <translation>ふさがっています</translation>
    </message>
    <message>
        <source>never had it</source>
        <comment>@label:hole</comment>
        <translation>この弱点はありません</translation>
    </message>
    <message>
        <source>could not tell</source>
        <comment>@label:hole</comment>
        <translation>判断できません</translation>
    </message>
</context>
<context>
    <name>sankajo::FinishPage</name>
    <message>
        <source>Undo the treatment?</source>
        <comment>@title</comment>
        <translation>処置を元に戻しますか</translation>
    </message>
    <message>
        <source>Everything that was removed comes back, the worm&apos;s file too. The disk must be connected.</source>
        <comment>@info</comment>
        <translation>取り除いたものが、すべて戻ります。ワームのファイルも元の場所に戻ります。ディスクをつないだままにしてください。</translation>
    </message>
    <message>
        <source>Leave it as it is</source>
        <comment>@action:button</comment>
        <translation>このままにする</translation>
    </message>
    <message>
        <source>Undo the treatment</source>
        <comment>@action:button</comment>
        <translation>処置を元に戻す</translation>
    </message>
    <message>
        <source>Stop after this step</source>
        <comment>@action:button</comment>
        <translation>この手順のあとで中止する</translation>
    </message>
    <message>
        <source>Finish</source>
        <comment>@action:button</comment>
        <translation>終える</translation>
    </message>
    <message>
        <source>Save the report</source>
        <comment>@action:button</comment>
        <translation>報告書を保存する</translation>
    </message>
    <message>
        <source>Print the report</source>
        <comment>@action:button</comment>
        <translation>報告書を印刷する</translation>
    </message>
    <message>
        <source>Putting everything back</source>
        <comment>@title</comment>
        <translation>元に戻しています</translation>
    </message>
    <message>
        <source>Please leave the disk connected.</source>
        <comment>@info</comment>
        <translation>ディスクをつないだままにしてください。</translation>
    </message>
    <message>
        <source>What could not be proven</source>
        <comment>@title</comment>
        <translation>確かめられなかったこと</translation>
    </message>
    <message>
        <source>Only Blaster and its relatives were looked for. Check with an up-to-date antivirus program too, and look at the other PCs of the home before one of them goes online.</source>
        <comment>@info</comment>
        <translation>確認したのは、Blaster とその仲間のワームだけです。最新のウイルス対策ソフトでも確認してください。家にあるほかのパソコンも、ネットワークにつなぐ前に確認してください。</translation>
    </message>
    <message numerus="yes">
        <source>%n place(s) could not be read</source>
        <comment>@info</comment>
        <translation>
            <numerusform>%nか所を読めませんでした</numerusform>
        </translation>
    </message>
    <message>
        <source>Save the report</source>
        <comment>@title:window</comment>
        <translation>報告書を保存する</translation>
    </message>
    <message>
        <source>The report is saved: %1</source>
        <comment>@info</comment>
        <translation>報告書を保存しました：%1</translation>
    </message>
    <message>
        <source>The report was not saved. Choose another place, for example a USB stick.</source>
        <comment>@info</comment>
        <translation>報告書を保存できませんでした。USB メモリーなど、別の場所を選んでください。</translation>
    </message>
    <message>
        <source>The report was sent to the printer.</source>
        <comment>@info</comment>
        <translation>報告書をプリンターに送りました。</translation>
    </message>
    <message>
        <source>The report was not printed. Save it instead.</source>
        <comment>@info</comment>
        <translation>報告書を印刷できませんでした。保存してください。</translation>
    </message>
    <message>
        <source>Everything that was removed comes back, the worm&apos;s file too.</source>
        <comment>@info</comment>
        <translation>取り除いたものが、すべて戻ります。ワームのファイルも戻ります。</translation>
    </message>
    <message>
        <source>Restart now</source>
        <comment>@action:button</comment>
        <translation>今すぐ再起動する</translation>
    </message>
    <message>
        <source>Restart this PC now?</source>
        <comment>@title</comment>
        <translation>このパソコンを再起動しますか</translation>
    </message>
    <message>
        <source>Close the other programs first, so that nothing that is open in them is lost. Leave the network cable out.</source>
        <comment>@info</comment>
        <translation>先に、開いているほかのプログラムを保存して閉じてください。ネットワークケーブルは抜いたままにしてください。</translation>
    </message>
    <message>
        <source>Not now</source>
        <comment>@action:button</comment>
        <translation>今はしない</translation>
    </message>
    <message>
        <source>Finish without a restart</source>
        <comment>@action:button</comment>
        <translation>再起動せずに終わる</translation>
    </message>
    <message>
        <source>Please leave this PC on.</source>
        <comment>@info</comment>
        <translation>このパソコンの電源を切らないでください。</translation>
    </message>
    <message>
        <source>Picture: plug the network cable in</source>
        <comment>@info:spoken</comment>
        <translation>ネットワークケーブルを差す絵</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>@item number and deed</comment>
        <translation>%1&#x3000;%2</translation>
    </message>
    <message>
        <source>Done</source>
        <comment>@title what is done</comment>
        <translation>済んだこと</translation>
    </message>
    <message>
        <source>Waits for the restart</source>
        <comment>@title what waits</comment>
        <translation>再起動のあとに行うこと</translation>
    </message>
    <message>
        <source>Windows did not restart. Restart it in the Start menu.</source>
        <comment>@info</comment>
        <translation>Windows は再起動しませんでした。スタートメニューから再起動してください。</translation>
    </message>
    <message>
        <source>Windows is restarting. Programs that are open may ask what shall be saved.</source>
        <comment>@info</comment>
        <translation>Windows を再起動しています。開いているプログラムが、保存するかどうかを尋ねることがあります。</translation>
    </message>
    <message>
        <source>Close the other programs first, so that nothing that is open in them is lost. Windows then finishes its updates, which can take a while.</source>
        <comment>@info</comment>
        <translation>先にほかのプログラムを閉じて、開いているものを保存してください。そのあと Windows が更新を仕上げます。しばらく時間がかかることがあります。</translation>
    </message>
    <message>
        <source>Windows Update has installed updates. Restart this PC to finish them.</source>
        <comment>@info</comment>
        <translation>更新プログラムを入れました。再起動すると、更新が終わります。</translation>
    </message>
    <message>
        <source>The patch that was put ready is taken away again. Nothing else changes. The disk must be connected.</source>
        <comment>@info</comment>
        <translation>準備した修正プログラムを取り除きます。ほかは何も変わりません。ディスクをつないだままにしてください。</translation>
    </message>
    <message>
        <source>Save a form to report the worm</source>
        <comment>@action:button</comment>
        <translation>ワームの届出書を保存する</translation>
    </message>
    <message>
        <source>PDF file</source>
        <comment>@item file kind</comment>
        <translation>PDF ファイル</translation>
    </message>
    <message>
        <source>Save the form</source>
        <comment>@title:window</comment>
        <translation>届出書を保存する</translation>
    </message>
    <message>
        <source>Text file</source>
        <comment>@item file kind</comment>
        <translation>テキスト ファイル</translation>
    </message>
    <message>
        <source>Sankajo does not send it. The form says where to look up whom to send it to.</source>
        <comment>@info</comment>
        <translation>Sankajo は送りません。届け先の調べ方は、届出書に書いてあります。</translation>
    </message>
    <message>
        <source>The form is saved: %1</source>
        <comment>@info</comment>
        <translation>届出書を保存しました：%1</translation>
    </message>
    <message>
        <source>The form was not saved. Choose another place, for example a USB stick.</source>
        <comment>@info</comment>
        <translation>届出書を保存できませんでした。USB メモリーなど、別の場所を選んでください。</translation>
    </message>
    <message>
        <source>This page is gone when the PC is turned off. Take a photo of it. What was done is also recorded in the folder &quot;Sankajo&quot; on the disk of this Windows.</source>
        <comment>@info</comment>
        <translation>電源を切ると、この画面の内容は残りません。写真に撮っておいてください。行ったことは、この Windows のディスクのフォルダー「Sankajo」にも記録してあります。</translation>
    </message>
    <message>
        <source>This page is gone when the PC is turned off. Take a photo of it.</source>
        <comment>@info</comment>
        <translation>電源を切ると、この画面の内容は残りません。写真に撮っておいてください。</translation>
    </message>
    <message>
        <source>Not everything could be written</source>
        <comment>@title</comment>
        <translation>書き込めなかったものがあります</translation>
    </message>
</context>
<context>
    <name>sankajo::FleetTable</name>
    <message>
        <source>, </source>
        <comment>@info:accessible between parts of a row</comment>
        <translation>、</translation>
    </message>
</context>
<context>
    <name>sankajo::KioskAttractPage</name>
    <message>
        <source>Begin</source>
        <comment>@action:button</comment>
        <translation>はじめる</translation>
    </message>
    <message>
        <source>Touch the screen</source>
        <comment>@title</comment>
        <translation>画面に触れてください</translation>
    </message>
    <message>
        <source>Here you can check a disk of an old PC for the Blaster worm, and have the worm removed.</source>
        <comment>@info</comment>
        <translation>古いパソコンのディスクが Blaster ワームに感染していないかを確認し、見つかったワームを駆除できます。</translation>
    </message>
    <message>
        <source>For Windows NT 4.0, 2000, XP and Server 2003. Your disk is only looked at, until you agree to a change.</source>
        <comment>@info</comment>
        <translation>Windows NT 4.0、2000、XP、Server 2003 のディスクに使えます。変更に同意するまでは、ディスクを見るだけです。</translation>
    </message>
    <message>
        <source>For the shop&apos;s staff: please correct the settings</source>
        <comment>@title</comment>
        <translation>お店のスタッフへ：設定を直してください</translation>
    </message>
</context>
<context>
    <name>sankajo::KioskDiskPage</name>
    <message>
        <source>Check this Windows</source>
        <comment>@action:button</comment>
        <translation>この Windows を確認する</translation>
    </message>
    <message>
        <source>Check it again</source>
        <comment>@action:button</comment>
        <translation>もう一度確認する</translation>
    </message>
    <message>
        <source>PC name %1</source>
        <comment>@item</comment>
        <translation>パソコンの名前 %1</translation>
    </message>
    <message>
        <source>disk on USB, %1</source>
        <comment>@item size</comment>
        <translation>USB のディスク、%1</translation>
    </message>
    <message>
        <source>disk of %1</source>
        <comment>@item size</comment>
        <translation>%1 のディスク</translation>
    </message>
    <message>
        <source>&quot;%1&quot;</source>
        <comment>@item name of a disk</comment>
        <translation>「%1」</translation>
    </message>
    <message>
        <source> · </source>
        <comment>@item between facts of a disk</comment>
        <translation> ・ </translation>
    </message>
    <message>
        <source>It can be checked, but not changed now.</source>
        <comment>@info</comment>
        <translation>確認はできますが、今は手を加えられません。</translation>
    </message>
    <message>
        <source>Windows of an unknown kind</source>
        <comment>@item</comment>
        <translation>種類のわからない Windows</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is encrypted with %2. It cannot be looked at here.</source>
        <comment>@info</comment>
        <translation>「%1」は %2 で暗号化されています。ここでは中を見られません。</translation>
    </message>
    <message>
        <source>There is no Windows on &quot;%1&quot; that can be checked here.</source>
        <comment>@info</comment>
        <translation>「%1」には、ここで確認できる Windows がありません。</translation>
    </message>
    <message>
        <source>Disks cannot be seen just now</source>
        <comment>@title</comment>
        <translation>今はディスクを見られません</translation>
    </message>
    <message>
        <source>Please call the shop&apos;s staff. Nothing was changed.</source>
        <comment>@info</comment>
        <translation>お店のスタッフを呼んでください。何も変更していません。</translation>
    </message>
    <message>
        <source>The disk is connected again</source>
        <comment>@title</comment>
        <translation>ディスクがまたつながりました</translation>
    </message>
    <message>
        <source>Which Windows shall be checked?</source>
        <comment>@title</comment>
        <translation>どの Windows を確認しますか</translation>
    </message>
    <message>
        <source>Is this your disk?</source>
        <comment>@title</comment>
        <translation>お客様のディスクはこれですか</translation>
    </message>
    <message>
        <source>It is checked again first. Then you can finish the work, or undo it.</source>
        <comment>@info</comment>
        <translation>先に、もう一度確認します。そのあと、続きを行うか、元に戻すかを選べます。</translation>
    </message>
    <message>
        <source>It is only looked at. Nothing on it is changed until you agree.</source>
        <comment>@info</comment>
        <translation>見るだけです。同意するまで、ディスクの中は何も変えません。</translation>
    </message>
    <message>
        <source>A disk was found</source>
        <comment>@title</comment>
        <translation>ディスクが見つかりました</translation>
    </message>
    <message>
        <source>Sankajo looks which Windows is on it. An old disk can take a while.</source>
        <comment>@info</comment>
        <translation>どの Windows が入っているかを見ています。古いディスクでは、時間がかかることがあります。</translation>
    </message>
    <message>
        <source>No Windows that can be checked</source>
        <comment>@title</comment>
        <translation>確認できる Windows がありません</translation>
    </message>
    <message>
        <source>Please plug in the disk of the old PC. If this is the right one, please ask the shop&apos;s staff.</source>
        <comment>@info</comment>
        <translation>古いパソコンのディスクをつないでください。このディスクで合っているときは、お店のスタッフに聞いてください。</translation>
    </message>
    <message>
        <source>Please plug your disk in</source>
        <comment>@title</comment>
        <translation>ディスクをつないでください</translation>
    </message>
    <message>
        <source>Connect it to the cable or the slot of this shop PC. It is found by itself.</source>
        <comment>@info</comment>
        <translation>お店のパソコンのケーブルか差し込み口につないでください。自動で見つかります。</translation>
    </message>
    <message>
        <source>The disk is out</source>
        <comment>@title</comment>
        <translation>ディスクが外れました</translation>
    </message>
    <message>
        <source>Nothing was changed. To go on, plug it in again.</source>
        <comment>@info</comment>
        <translation>何も変更していません。続けるには、もう一度つないでください。</translation>
    </message>
    <message>
        <source>What was done so far is recorded and can be undone. Plug the disk in again: then you can finish the work, or undo it.</source>
        <comment>@info</comment>
        <translation>ここまでの変更は記録してあり、元に戻せます。もう一度ディスクをつなぐと、続きを行うか、元に戻すかを選べます。</translation>
    </message>
</context>
<context>
    <name>sankajo::KioskFinishPage</name>
    <message>
        <source>Take the disk out</source>
        <comment>@action:button</comment>
        <translation>ディスクを外す</translation>
    </message>
    <message>
        <source>Print the result</source>
        <comment>@action:button</comment>
        <translation>結果を印刷する</translation>
    </message>
    <message>
        <source>Code with the result in words</source>
        <comment>@info:spoken</comment>
        <translation>結果を文章で入れたコード</translation>
    </message>
    <message>
        <source>To take the result along, point a phone&apos;s camera at this code. It holds the result in words, and needs no network.</source>
        <comment>@info</comment>
        <translation>結果を持ち帰るには、スマートフォンのカメラをこのコードに向けてください。結果の文章が入っていて、通信は使いません。</translation>
    </message>
    <message>
        <source>In the folder &quot;Sankajo&quot; on your disk stay the things that were taken away, in a form that cannot run, and a record of the work. With them everything can be put back, here or at home.</source>
        <comment>@info</comment>
        <translation>取り除いたものは、動かない形でディスクの「Sankajo」フォルダーに残ります。作業の記録も入っています。これがあれば、ここでも家でも処置を元に戻せます。</translation>
    </message>
    <message>
        <source>The result is being printed.</source>
        <comment>@info</comment>
        <translation>結果を印刷しています。</translation>
    </message>
    <message>
        <source>The result could not be printed. Please use the code, or ask the shop&apos;s staff.</source>
        <comment>@info</comment>
        <translation>結果を印刷できませんでした。コードを使うか、お店のスタッフに聞いてください。</translation>
    </message>
</context>
<context>
    <name>sankajo::KioskLeavePage</name>
    <message>
        <source>End</source>
        <comment>@action:button</comment>
        <translation>終わる</translation>
    </message>
    <message>
        <source>The disk was taken out too early</source>
        <comment>@title</comment>
        <translation>ディスクが早く外れました</translation>
    </message>
    <message>
        <source>Not everything could be written</source>
        <comment>@title</comment>
        <translation>書き込めなかったものがあります</translation>
    </message>
    <message>
        <source>What was done so far is recorded and can be undone. Please plug the disk in again, and check it once more.</source>
        <comment>@info</comment>
        <translation>ここまでの変更は記録してあり、元に戻せます。もう一度ディスクをつないで、確認してください。</translation>
    </message>
    <message>
        <source>Please leave the disk connected, and call the shop&apos;s staff. What was done so far is recorded and can be undone.</source>
        <comment>@info</comment>
        <translation>ディスクをつないだまま、お店のスタッフを呼んでください。ここまでの変更は記録してあり、元に戻せます。</translation>
    </message>
    <message>
        <source>Please leave the disk connected</source>
        <comment>@title</comment>
        <translation>ディスクを抜かないでください</translation>
    </message>
    <message>
        <source>Sankajo writes everything to the disk. This takes a moment.</source>
        <comment>@info</comment>
        <translation>ディスクへの書き込みを終えています。少し時間がかかります。</translation>
    </message>
    <message>
        <source>The disk is out</source>
        <comment>@title</comment>
        <translation>ディスクは外れています</translation>
    </message>
    <message>
        <source>Everything was written before. Please take the disk and your paper with you.</source>
        <comment>@info</comment>
        <translation>書き込みは終わっていました。ディスクと印刷した紙をお持ち帰りください。</translation>
    </message>
    <message>
        <source>You may unplug the disk now</source>
        <comment>@title</comment>
        <translation>ディスクを抜いてください</translation>
    </message>
    <message>
        <source>Everything is written. Put the disk back into its PC while that is switched off, and leave the network cable out at first.</source>
        <comment>@info</comment>
        <translation>書き込みはすべて終わりました。元のパソコンの電源を切った状態で、ディスクを戻してください。ネットワークケーブルは、はじめは抜いたままにしてください。</translation>
    </message>
    <message>
        <source>Everything is written. Put the disk back into its PC while that is switched off.</source>
        <comment>@info</comment>
        <translation>書き込みはすべて終わりました。元のパソコンの電源を切った状態で、ディスクを戻してください。</translation>
    </message>
</context>
<context>
    <name>sankajo::KioskRemovePage</name>
    <message>
        <source>What is taken away stays on your disk, in the folder &quot;Sankajo&quot;, in a form that cannot run. It is kept so that everything can be put back.</source>
        <comment>@info</comment>
        <translation>取り除いたものは、動かない形でディスクの「Sankajo」フォルダーに残ります。あとで元に戻せるように取っておきます。</translation>
    </message>
</context>
<context>
    <name>sankajo::KioskWizard</name>
    <message>
        <source>Stop here</source>
        <comment>@action:button</comment>
        <translation>ここでやめる</translation>
    </message>
    <message>
        <source>Stop here?</source>
        <comment>@title</comment>
        <translation>ここでやめますか</translation>
    </message>
    <message>
        <source>What was done stays done, is recorded, and can be undone later.</source>
        <comment>@info</comment>
        <translation>行ったことは、そのまま残ります。記録してあり、あとで元に戻せます。</translation>
    </message>
    <message>
        <source>The worm that was found is still there. Nothing was changed.</source>
        <comment>@info</comment>
        <translation>見つかったワームは、まだ残っています。何も変更していません。</translation>
    </message>
    <message>
        <source>Nothing was changed. You can begin again at any time.</source>
        <comment>@info</comment>
        <translation>何も変更していません。いつでも、またはじめられます。</translation>
    </message>
    <message>
        <source>Go on</source>
        <comment>@action:button</comment>
        <translation>続ける</translation>
    </message>
    <message>
        <source>Stop and take the disk out</source>
        <comment>@action:button</comment>
        <translation>やめてディスクを外す</translation>
    </message>
    <message numerus="yes">
        <source>Without an answer this ends in %n second(s). The disk is released safely, and nothing more is changed.</source>
        <comment>@info</comment>
        <translation>
            <numerusform>お返事がないと、%n秒で終わります。ディスクは抜ける状態にします。これ以上は何も変更しません。</numerusform>
        </translation>
    </message>
    <message>
        <source>Are you still there?</source>
        <comment>@title</comment>
        <translation>まだいらっしゃいますか</translation>
    </message>
    <message>
        <source>Yes, go on</source>
        <comment>@action:button</comment>
        <translation>続ける</translation>
    </message>
    <message>
        <source>End now</source>
        <comment>@action:button</comment>
        <translation>今終わる</translation>
    </message>
</context>
<context>
    <name>sankajo::MoreBelow</name>
    <message>
        <source>More below</source>
        <comment>@info</comment>
        <translation>続きがあります</translation>
    </message>
</context>
<context>
    <name>sankajo::OfficeFiguresPage</name>
    <message>
        <source>How it was in August 2003</source>
        <comment>@title</comment>
        <translation>2003年8月の状況</translation>
    </message>
    <message>
        <source>These figures are history. They say nothing about a PC of today.</source>
        <comment>@info</comment>
        <translation>これは当時の記録です。今のパソコンのことは、ここからはわかりません。</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>@item day and what was seen</comment>
        <translation>%1：%2</translation>
    </message>
</context>
<context>
    <name>sankajo::OfficeNetworkPage</name>
    <message>
        <source>Save the rules</source>
        <comment>@action:button</comment>
        <translation>設定を保存する</translation>
    </message>
    <message>
        <source>Save the rules</source>
        <comment>@title:window</comment>
        <translation>設定を保存する</translation>
    </message>
    <message>
        <source>Rules</source>
        <comment>@item file kind</comment>
        <translation>ファイアウォールの設定</translation>
    </message>
    <message>
        <source>Rules for routers and firewalls</source>
        <comment>@title</comment>
        <translation>ルーターとファイアウォールの設定</translation>
    </message>
    <message>
        <source>They close the doors for network traffic (ports) that the worm uses: %1. Sankajo puts nothing in by itself.</source>
        <comment>@info</comment>
        <translation>ワームが使う通信の出入口（ポート）を閉じます。%1 です。Sankajo が自分で設定することはありません。</translation>
    </message>
    <message>
        <source>What are the rules for?</source>
        <comment>@title:group</comment>
        <translation>何の設定を書きますか</translation>
    </message>
    <message>
        <source>Linux with nftables</source>
        <comment>@option:radio</comment>
        <translation>Linux の nftables</translation>
    </message>
    <message>
        <source>Linux with iptables</source>
        <comment>@option:radio</comment>
        <translation>Linux の iptables</translation>
    </message>
    <message>
        <source>Firewall of Windows, with PowerShell</source>
        <comment>@option:radio</comment>
        <translation>Windows のファイアウォール（PowerShell）</translation>
    </message>
    <message>
        <source>Firewall of Windows, with netsh</source>
        <comment>@option:radio</comment>
        <translation>Windows のファイアウォール（netsh）</translation>
    </message>
    <message>
        <source>Router with Cisco IOS</source>
        <comment>@option:radio</comment>
        <translation>Cisco IOS のルーター</translation>
    </message>
    <message>
        <source>Router of the YAMAHA RTX series</source>
        <comment>@option:radio</comment>
        <translation>YAMAHA RTX シリーズのルーター</translation>
    </message>
    <message>
        <source>Close the further doors of Microsoft&apos;s bulletin too. Sharing files and printers stops across there.</source>
        <comment>@option:check</comment>
        <translation>マイクロソフトの告知にあるほかの出入口も閉じる。ファイルやプリンターの共有は、そこを通れなくなります。</translation>
    </message>
    <message>
        <source>The rules, with how to put them in, test them and take them out</source>
        <comment>@title</comment>
        <translation>設定と、入れ方、確かめ方、取り除き方</translation>
    </message>
</context>
<context>
    <name>sankajo::OfficeNoticesPage</name>
    <message>
        <source>Save as PDF</source>
        <comment>@action:button</comment>
        <translation>PDF で保存する</translation>
    </message>
    <message>
        <source>Stop</source>
        <comment>@action:button</comment>
        <translation>中止する</translation>
    </message>
    <message>
        <source>Save as PDF</source>
        <comment>@title:window</comment>
        <translation>PDF で保存する</translation>
    </message>
    <message>
        <source>PDF file</source>
        <comment>@item file kind</comment>
        <translation>PDF ファイル</translation>
    </message>
    <message>
        <source>Save the text for a mail</source>
        <comment>@title:window</comment>
        <translation>メール用の文を保存する</translation>
    </message>
    <message>
        <source>Text file</source>
        <comment>@item file kind</comment>
        <translation>テキスト ファイル</translation>
    </message>
    <message>
        <source>It was sent to the printer.</source>
        <comment>@info</comment>
        <translation>プリンターに送りました。</translation>
    </message>
    <message>
        <source>It was not printed. Save it as PDF instead.</source>
        <comment>@info</comment>
        <translation>印刷できませんでした。PDF で保存してください。</translation>
    </message>
    <message>
        <source>Choose the list of PCs</source>
        <comment>@title:window</comment>
        <translation>パソコンの一覧を選ぶ</translation>
    </message>
    <message>
        <source>Text or table (*.txt *.csv)</source>
        <comment>@item file kind</comment>
        <translation>テキストまたは表 (*.txt *.csv)</translation>
    </message>
    <message>
        <source>Notices for the office</source>
        <comment>@title</comment>
        <translation>社内への知らせ</translation>
    </message>
    <message>
        <source>Poster</source>
        <comment>@option:radio</comment>
        <translation>貼り紙</translation>
    </message>
    <message>
        <source>Wait until you are told, and unplug the cable first.</source>
        <comment>@info</comment>
        <translation>指示を待ち、先にケーブルを抜くよう伝えます。</translation>
    </message>
    <message>
        <source>Cards for the keyboards</source>
        <comment>@option:radio</comment>
        <translation>キーボードに置くカード</translation>
    </message>
    <message>
        <source>Several on a page, with lines to cut along.</source>
        <comment>@info</comment>
        <translation>1枚に何枚か並びます。線に沿って切り離します。</translation>
    </message>
    <message>
        <source>List of PCs to tick off</source>
        <comment>@option:radio</comment>
        <translation>パソコンの確認表</translation>
    </message>
    <message>
        <source>Checked, treated, may be switched on.</source>
        <comment>@info</comment>
        <translation>確認した、処置した、電源を入れてよい、に印を付けます。</translation>
    </message>
    <message>
        <source>Name of the office</source>
        <comment>@label:textbox</comment>
        <translation>会社や団体の名前</translation>
    </message>
    <message>
        <source>Whom to ask, and how</source>
        <comment>@label:textbox</comment>
        <translation>担当者と連絡先</translation>
    </message>
    <message>
        <source>Date</source>
        <comment>@label:textbox</comment>
        <translation>日付</translation>
    </message>
    <message>
        <source>Choose the list of PCs</source>
        <comment>@action:button</comment>
        <translation>パソコンの一覧を選ぶ</translation>
    </message>
    <message>
        <source>The list could not be read. Save it as text in UTF-8: one PC a line, or a table with name, system and place.</source>
        <comment>@info</comment>
        <translation>一覧を読めませんでした。1行に1台の名前か、名前、Windows の種類、置き場所の表を、UTF-8 のテキストで保存してください。</translation>
    </message>
    <message numerus="yes">
        <source>%n PC(s) of the list are filled in.</source>
        <comment>@info</comment>
        <translation>
            <numerusform>一覧の%n台を書き入れます。</numerusform>
        </translation>
    </message>
    <message>
        <source>Without a list of PCs, empty rows are printed.</source>
        <comment>@info</comment>
        <translation>一覧がないときは、空いた行を印刷します。</translation>
    </message>
    <message>
        <source>Paper</source>
        <comment>@title:group</comment>
        <translation>用紙</translation>
    </message>
    <message>
        <source>A4</source>
        <comment>@option:radio paper</comment>
        <translation>A4 の用紙</translation>
    </message>
    <message>
        <source>A3</source>
        <comment>@option:radio paper</comment>
        <translation>A3 の用紙</translation>
    </message>
    <message>
        <source>Save the text for a mail</source>
        <comment>@action:button</comment>
        <translation>メール用の文を保存する</translation>
    </message>
    <message>
        <source>Print</source>
        <comment>@action:button</comment>
        <translation>印刷する</translation>
    </message>
</context>
<context>
    <name>sankajo::OfficePage</name>
    <message>
        <source>Save the form</source>
        <comment>@title:window</comment>
        <translation>届出書を保存する</translation>
    </message>
    <message>
        <source>Text file</source>
        <comment>@item file kind</comment>
        <translation>テキスト ファイル</translation>
    </message>
    <message>
        <source>For those who look after several PCs</source>
        <comment>@title</comment>
        <translation>何台ものパソコンを受け持つ方へ</translation>
    </message>
    <message>
        <source>The notice of 2003 has four articles for companies. Here is what helps with each.</source>
        <comment>@info</comment>
        <translation>2003年の注意喚起には、会社のための四カ条があります。それぞれに役立つものを用意しました。</translation>
    </message>
    <message>
        <source>(1) Nobody switches a PC on before being told to. (2) Tell everyone beforehand.</source>
        <comment>@title articles 1 and 2 for companies</comment>
        <translation>（1）電源は指示を受けてから入れる&#x3000;（2）すべての人に前もって知らせる</translation>
    </message>
    <message>
        <source>A poster, cards for the keyboards and a list of PCs to tick off, on paper or for a mail.</source>
        <comment>@info</comment>
        <translation>貼り紙、キーボードに置くカード、パソコンの確認表を、紙かメールで知らせます。</translation>
    </message>
    <message>
        <source>Make the notices</source>
        <comment>@action:button</comment>
        <translation>知らせを作る</translation>
    </message>
    <message>
        <source>(3) Set the network so that the worm neither comes in nor spreads.</source>
        <comment>@title article 3 for companies</comment>
        <translation>（3）ワームが入らず、広がらないネットワークにする</translation>
    </message>
    <message>
        <source>Rules for routers and firewalls, with how to put them in, test them and take them out.</source>
        <comment>@info</comment>
        <translation>ルーターとファイアウォールの設定を、入れ方、確かめ方、取り除き方とともに書きます。</translation>
    </message>
    <message>
        <source>Write the rules</source>
        <comment>@action:button</comment>
        <translation>設定を書く</translation>
    </message>
    <message>
        <source>(4) Remove the worm, and keep it out of every PC.</source>
        <comment>@title article 4 for companies</comment>
        <translation>（4）ワームを駆除し、すべてのパソコンで感染を防ぐ</translation>
    </message>
    <message>
        <source>Each PC is checked, and leaves its report in one folder. Here they are seen together.</source>
        <comment>@info</comment>
        <translation>1台ずつ確認し、報告書を1つのフォルダーに集めます。ここで全体を見られます。</translation>
    </message>
    <message>
        <source>Show all PCs</source>
        <comment>@action:button</comment>
        <translation>すべてのパソコンを見る</translation>
    </message>
    <message>
        <source>How it was in August 2003</source>
        <comment>@title</comment>
        <translation>2003年8月の状況</translation>
    </message>
    <message>
        <source>Reports by day, and the traffic to the worm&apos;s door.</source>
        <comment>@info</comment>
        <translation>日ごとの届出の件数と、ワームが使う出入口へのアクセスです。</translation>
    </message>
    <message>
        <source>Show the figures</source>
        <comment>@action:button</comment>
        <translation>件数を見る</translation>
    </message>
    <message>
        <source>Whom to tell</source>
        <comment>@title</comment>
        <translation>届け出る</translation>
    </message>
    <message>
        <source>A form with what the last check found. Nothing is sent: fill in the rest, and send it yourself.</source>
        <comment>@info</comment>
        <translation>前回の確認の結果を書き入れた届出書です。何も送りません。残りを書き入れ、ご自分で送ってください。</translation>
    </message>
    <message>
        <source>After a check, a form with what was found can be saved here and on the last page. Nothing is sent.</source>
        <comment>@info</comment>
        <translation>確認のあと、結果を書き入れた届出書を、ここと最後の画面で保存できます。何も送りません。</translation>
    </message>
    <message>
        <source>Save the form</source>
        <comment>@action:button</comment>
        <translation>届出書を保存する</translation>
    </message>
</context>
<context>
    <name>sankajo::OfficePageBase</name>
    <message>
        <source>The file is saved: %1</source>
        <comment>@info</comment>
        <translation>保存しました：%1</translation>
    </message>
    <message>
        <source>The file was not saved. Choose another place, for example a USB stick.</source>
        <comment>@info</comment>
        <translation>保存できませんでした。USB メモリーなど、別の場所を選んでください。</translation>
    </message>
</context>
<context>
    <name>sankajo::OfficePcsPage</name>
    <message>
        <source>Stop</source>
        <comment>@action:button</comment>
        <translation>中止する</translation>
    </message>
    <message>
        <source>Save the table</source>
        <comment>@action:button</comment>
        <translation>表を保存する</translation>
    </message>
    <message>
        <source>Choose the folder</source>
        <comment>@action:button</comment>
        <translation>フォルダーを選ぶ</translation>
    </message>
    <message>
        <source>Choose the folder with the PCs&apos; reports</source>
        <comment>@title:window</comment>
        <translation>パソコンの報告書のあるフォルダーを選ぶ</translation>
    </message>
    <message>
        <source>Choose the list of PCs</source>
        <comment>@title:window</comment>
        <translation>パソコンの一覧を選ぶ</translation>
    </message>
    <message>
        <source>Text or table (*.txt *.csv)</source>
        <comment>@item file kind</comment>
        <translation>テキストまたは表 (*.txt *.csv)</translation>
    </message>
    <message>
        <source>Save the table</source>
        <comment>@title:window</comment>
        <translation>表を保存する</translation>
    </message>
    <message>
        <source>PDF file</source>
        <comment>@item file kind</comment>
        <translation>PDF ファイル</translation>
    </message>
    <message>
        <source>Page for a browser</source>
        <comment>@item file kind</comment>
        <translation>ブラウザーで見るページ</translation>
    </message>
    <message>
        <source>Table for a spreadsheet</source>
        <comment>@item file kind</comment>
        <translation>表計算で開く表</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) could not be used:</source>
        <comment>@info</comment>
        <translation>
            <numerusform>使えなかったファイルが%n個あります。</numerusform>
        </translation>
    </message>
    <message>
        <source>All PCs of the office</source>
        <comment>@title</comment>
        <translation>社内のすべてのパソコン</translation>
    </message>
    <message>
        <source>Check each PC with &quot;sankajo-cli check --report-to&quot; and the name of one folder, on a USB stick or a shared disk. Each leaves its report there.</source>
        <comment>@info</comment>
        <translation>1台ずつ「sankajo-cli check --report-to」に、USB メモリーや共有のフォルダーの名前を続けて確認してください。報告書がそこに集まります。</translation>
    </message>
    <message>
        <source>No folder is chosen yet.</source>
        <comment>@info</comment>
        <translation>フォルダーはまだ選んでいません。</translation>
    </message>
    <message>
        <source>Folder: %1</source>
        <comment>@info</comment>
        <translation>フォルダー：%1</translation>
    </message>
    <message>
        <source>Choose another folder</source>
        <comment>@action:button</comment>
        <translation>別のフォルダーを選ぶ</translation>
    </message>
    <message>
        <source>Read the folder again</source>
        <comment>@action:button</comment>
        <translation>フォルダーをもう一度読む</translation>
    </message>
    <message>
        <source>The list could not be read. Save it as text in UTF-8: one PC a line, or a table with name, system and place.</source>
        <comment>@info</comment>
        <translation>一覧を読めませんでした。1行に1台の名前か、名前、Windows の種類、置き場所の表を、UTF-8 のテキストで保存してください。</translation>
    </message>
    <message>
        <source>Without a list of PCs nobody knows which one has not been seen yet.</source>
        <comment>@info</comment>
        <translation>パソコンの一覧がないと、まだ確認していないパソコンがわかりません。</translation>
    </message>
    <message>
        <source>List of PCs: %1</source>
        <comment>@info</comment>
        <translation>パソコンの一覧：%1</translation>
    </message>
    <message>
        <source>Choose a list of PCs</source>
        <comment>@action:button</comment>
        <translation>パソコンの一覧を選ぶ</translation>
    </message>
    <message>
        <source>Choose another list of PCs</source>
        <comment>@action:button</comment>
        <translation>別の一覧を選ぶ</translation>
    </message>
    <message>
        <source>Reading was stopped. Choose the folder again.</source>
        <comment>@info</comment>
        <translation>読むのを中止しました。フォルダーをもう一度選んでください。</translation>
    </message>
    <message>
        <source>The folder could not be read. Choose another one.</source>
        <comment>@info</comment>
        <translation>フォルダーを読めませんでした。別のフォルダーを選んでください。</translation>
    </message>
    <message>
        <source>Reading the reports</source>
        <comment>@info</comment>
        <translation>報告書を読んでいます</translation>
    </message>
</context>
<context>
    <name>sankajo::OutcomeBox</name>
    <message>
        <source>waiting</source>
        <comment>@label:outcome</comment>
        <translation>待っています</translation>
    </message>
    <message>
        <source>at work</source>
        <comment>@label:outcome</comment>
        <translation>作業中</translation>
    </message>
    <message>
        <source>done</source>
        <comment>@label:outcome</comment>
        <translation>済み</translation>
    </message>
    <message>
        <source>failed</source>
        <comment>@label:outcome</comment>
        <translation>できませんでした</translation>
    </message>
    <message>
        <source>not done, for safety</source>
        <comment>@label:outcome</comment>
        <translation>安全のため行いませんでした</translation>
    </message>
    <message>
        <source>not done</source>
        <comment>@label:outcome</comment>
        <translation>行いませんでした</translation>
    </message>
    <message>
        <source>after the restart</source>
        <comment>@label:outcome</comment>
        <translation>再起動のあと</translation>
    </message>
</context>
<context>
    <name>sankajo::Page</name>
    <message>
        <source>The network cable is in again. Please unplug it.</source>
        <comment>@info</comment>
        <translation>ネットワークケーブルがまた差さっています。抜いてください。</translation>
    </message>
    <message>
        <source>Wi-Fi is on again. Please turn it off.</source>
        <comment>@info</comment>
        <translation>無線 LAN（Wi-Fi）がまたつながっています。切ってください。</translation>
    </message>
    <message>
        <source>The network cable is in again, and Wi-Fi is on. Please unplug the cable and turn Wi-Fi off.</source>
        <comment>@info</comment>
        <translation>ネットワークケーブルと無線 LAN（Wi-Fi）が、またつながっています。ケーブルを抜き、Wi-Fi を切ってください。</translation>
    </message>
    <message>
        <source>After you have signed in, Sankajo starts by itself and checks again. Windows may ask for administrator rights first.</source>
        <comment>@info</comment>
        <translation>サインインすると、Sankajo が自動で始まり、もう一度確認します。その前に、Windows が管理者の権限を尋ねることがあります。</translation>
    </message>
    <message>
        <source>After the restart, start Sankajo again yourself. It cannot be made to start by itself.</source>
        <comment>@info</comment>
        <translation>再起動のあと、もう一度 Sankajo を開いてください。自動で始まるようにはできませんでした。</translation>
    </message>
</context>
<context>
    <name>sankajo::PatchPage</name>
    <message>
        <source>Go on</source>
        <comment>@action:button</comment>
        <translation>次に進む</translation>
    </message>
    <message>
        <source>Go on, I will fetch it</source>
        <comment>@action:button</comment>
        <translation>あとで入手する</translation>
    </message>
    <message>
        <source>The worm cannot come in through this hole. There is nothing to install for it.</source>
        <comment>@info</comment>
        <translation>ワームは、この弱点からは入れません。この弱点のために入れるものはありません。</translation>
    </message>
    <message>
        <source>Next: what was done, and the report.</source>
        <comment>@info</comment>
        <translation>次に、行ったことと報告書を見ます。</translation>
    </message>
    <message>
        <source>Leave the network cable out until the patch is installed. This is the right patch for this Windows:</source>
        <comment>@info</comment>
        <translation>修正プログラムを入れるまで、ネットワークケーブルを抜いたままにしてください。この Windows に合う修正プログラムは、次のものです。</translation>
    </message>
    <message>
        <source>Fetch the file with another PC that is up to date, for example by this code. Copy it to a USB stick or a CD, start this Windows with the network cable out, and open the file. Then check again.</source>
        <comment>@info</comment>
        <translation>最新の状態にした別のパソコンで、ファイルを入手してください。コードを読み取ると、場所がわかります。USB メモリーか CD にコピーします。次に、ネットワークケーブルを抜いたままこの Windows を起動し、そのファイルを開いてください。そのあとで、もう一度確認してください。</translation>
    </message>
    <message>
        <source>Fetch the file with another PC that is up to date. Copy it to a USB stick or a CD, start this Windows with the network cable out, and open the file. Then check again.</source>
        <comment>@info</comment>
        <translation>最新の状態にした別のパソコンで、ファイルを入手してください。USB メモリーか CD にコピーします。次に、ネットワークケーブルを抜いたままこの Windows を起動し、そのファイルを開いてください。そのあとで、もう一度確認してください。</translation>
    </message>
    <message>
        <source>Check again</source>
        <comment>@action:button</comment>
        <translation>もう一度確認する</translation>
    </message>
    <message>
        <source>Which patch this Windows needs could not be found out.</source>
        <comment>@info</comment>
        <translation>この Windows に合う修正プログラムは、わかりませんでした。</translation>
    </message>
    <message>
        <source>Code with the address of the patch</source>
        <comment>@info:spoken</comment>
        <translation>修正プログラムの場所を示すコード</translation>
    </message>
    <message>
        <source>Code with the name of the patch&apos;s file</source>
        <comment>@info:spoken</comment>
        <translation>修正プログラムのファイルの名前を示すコード</translation>
    </message>
    <message>
        <source>Fetch the file with another PC that is up to date, for example by this code. Copy it to a USB stick or a CD, and open it on this PC. Then check again.</source>
        <comment>@info</comment>
        <translation>このコードなどを使って、最新にしてある別のパソコンでファイルを入手してください。USB メモリーか CD にコピーし、このパソコンで開いてください。そのあと、もう一度確認してください。</translation>
    </message>
    <message>
        <source>Fetch the file with another PC that is up to date. Copy it to a USB stick or a CD, and open it on this PC. Then check again.</source>
        <comment>@info</comment>
        <translation>最新の状態にした別のパソコンで、ファイルを入手してください。USB メモリーか CD にコピーし、このパソコンで開いてください。そのあとで、もう一度確認してください。</translation>
    </message>
    <message>
        <source>Stop after this step</source>
        <comment>@action:button</comment>
        <translation>この手順のあとで中止する</translation>
    </message>
    <message>
        <source>Put the patch ready</source>
        <comment>@action:button</comment>
        <translation>修正プログラムを入れる準備をする</translation>
    </message>
    <message>
        <source>Choose the folder that has the patch files and packages.json in it</source>
        <comment>@title:window</comment>
        <translation>修正プログラムのファイルと packages.json が入っているフォルダーを選んでください</translation>
    </message>
    <message>
        <source>The patch is being put ready. Please leave the disk connected.</source>
        <comment>@info</comment>
        <translation>修正プログラムを入れる準備をしています。ディスクをつないだままにしてください。</translation>
    </message>
    <message>
        <source>The patch files are being looked at.</source>
        <comment>@info</comment>
        <translation>修正プログラムのファイルを確認しています。</translation>
    </message>
    <message>
        <source>The patch is on the disk now. It closes the hole when this Windows next starts:</source>
        <comment>@info</comment>
        <translation>修正プログラムをディスクに用意しました。次にこの Windows が起動するとき、弱点がふさがります。</translation>
    </message>
    <message>
        <source>This Windows has changed since the check. Please check again.</source>
        <comment>@info</comment>
        <translation>確認のあとで、この Windows の状態が変わりました。もう一度確認してください。</translation>
    </message>
    <message>
        <source>Choose the folder with the patch files</source>
        <comment>@action:button</comment>
        <translation>修正プログラムのフォルダーを選ぶ</translation>
    </message>
    <message>
        <source>Nothing is installed yet: the patch&apos;s file and a small program that starts it are put on the disk. They work when that Windows starts, and take themselves out again. It can be undone.</source>
        <comment>@info</comment>
        <translation>まだ何も入れません。修正プログラムのファイルと、それを起動する小さなプログラムをディスクに置きます。その Windows が起動したときに働き、自分で片づけます。元に戻すこともできます。</translation>
    </message>
    <message>
        <source>Open the file on this PC. It lies in: %1. Then check again.</source>
        <comment>@info</comment>
        <translation>このパソコンで、そのファイルを開いてください。場所は %1 です。そのあと、もう一度確認してください。</translation>
    </message>
    <message>
        <source>Put it ready</source>
        <comment>@option</comment>
        <translation>入れる準備をする</translation>
    </message>
    <message>
        <source>It installs itself when this Windows next starts.</source>
        <comment>@info option</comment>
        <translation>次にこの Windows が起動するとき、自動で入ります。</translation>
    </message>
    <message>
        <source>I will install it myself</source>
        <comment>@option</comment>
        <translation>自分で入れる</translation>
    </message>
    <message>
        <source>Nothing is put on the disk.</source>
        <comment>@info option</comment>
        <translation>ディスクには何も置きません。</translation>
    </message>
    <message>
        <source>Put it ready</source>
        <comment>@action:button short</comment>
        <translation>入れる準備をする</translation>
    </message>
    <message>
        <source>Install it</source>
        <comment>@action:button short</comment>
        <translation>入れる</translation>
    </message>
    <message>
        <source>Install the patch now</source>
        <comment>@action:button</comment>
        <translation>今すぐ修正プログラムを入れる</translation>
    </message>
    <message>
        <source>The patch is being installed. This takes some minutes. Please leave this PC on.</source>
        <comment>@info</comment>
        <translation>修正プログラムを入れています。数分かかります。このパソコンの電源を切らないでください。</translation>
    </message>
    <message>
        <source>The patch is installed, and works from the restart on. Until then the hole is open.</source>
        <comment>@info</comment>
        <translation>修正プログラムを入れました。再起動すると有効になります。それまで弱点はふさがりません。</translation>
    </message>
    <message>
        <source>Next: restart this PC, with the network cable out.</source>
        <comment>@info</comment>
        <translation>次に、ネットワークケーブルを抜いたまま、このパソコンを再起動してください。</translation>
    </message>
    <message>
        <source>Meanwhile the doors for network traffic (ports) that the worm uses are closed. They are opened again afterwards. A patch that is installed stays: it cannot be undone.</source>
        <comment>@info</comment>
        <translation>その間、ワームが使う通信の出入口（ポート）を閉じます。あとで元どおりに開きます。入れた修正プログラムはそのまま残り、元に戻せません。</translation>
    </message>
    <message>
        <source>The patch says that it is installed, but the files of Windows do not show it. Check again after a restart.</source>
        <comment>@info</comment>
        <translation>修正プログラムは入ったことになっていますが、Windows のファイルでは確かめられません。再起動のあとで、もう一度確認してください。</translation>
    </message>
    <message>
        <source>Install it now</source>
        <comment>@option</comment>
        <translation>今すぐ入れる</translation>
    </message>
    <message>
        <source>This PC may have to be restarted afterwards.</source>
        <comment>@info option</comment>
        <translation>あとで、このパソコンの再起動が必要になることがあります。</translation>
    </message>
    <message>
        <source>Sankajo installs nothing.</source>
        <comment>@info option</comment>
        <translation>Sankajo は何も入れません。</translation>
    </message>
</context>
<context>
    <name>sankajo::PinPad</name>
    <message>
        <source>For the shop&apos;s staff</source>
        <comment>@title</comment>
        <translation>お店のスタッフ用</translation>
    </message>
    <message>
        <source>Delete</source>
        <comment>@action:button a digit</comment>
        <translation>1字消す</translation>
    </message>
    <message>
        <source>Open</source>
        <comment>@action:button</comment>
        <translation>開く</translation>
    </message>
    <message>
        <source>Back</source>
        <comment>@action:button</comment>
        <translation>戻る</translation>
    </message>
    <message numerus="yes">
        <source>%n digit(s) of the PIN</source>
        <comment>@info:spoken</comment>
        <translation>
            <numerusform>暗証番号 %n桁</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Too many wrong tries. The next one is possible in %n second(s).</source>
        <comment>@info</comment>
        <translation>
            <numerusform>間違いが続きました。次は%n秒後に入力できます。</numerusform>
        </translation>
    </message>
    <message>
        <source>That PIN is not right. Please try again.</source>
        <comment>@info</comment>
        <translation>暗証番号が違います。もう一度入力してください。</translation>
    </message>
    <message>
        <source>The PIN cannot be looked at just now. Restart this shop PC.</source>
        <comment>@info</comment>
        <translation>今は暗証番号を確かめられません。お店のパソコンを再起動してください。</translation>
    </message>
    <message>
        <source>Please enter the PIN.</source>
        <comment>@info</comment>
        <translation>暗証番号を入力してください。</translation>
    </message>
</context>
<context>
    <name>sankajo::PreparePage</name>
    <message>
        <source>Go on, it is out</source>
        <comment>@action:button</comment>
        <translation>抜けたので進む</translation>
    </message>
    <message>
        <source>Go on, Wi-Fi is off</source>
        <comment>@action:button</comment>
        <translation>切れたので進む</translation>
    </message>
    <message>
        <source>Go on with the cable in?</source>
        <comment>@title</comment>
        <translation>ケーブルを差したまま進みますか</translation>
    </message>
    <message>
        <source>Go on with Wi-Fi on?</source>
        <comment>@title</comment>
        <translation>無線 LAN をつないだまま進みますか</translation>
    </message>
    <message>
        <source>While this PC is on the network, a worm can come in, and one that is here can go out to other PCs. The check is made all the same.</source>
        <comment>@info</comment>
        <translation>つながっている間は、ワームが入ってくることがあります。ここにいるワームが、ほかのパソコンへ出ていくこともあります。確認は同じように行います。</translation>
    </message>
    <message>
        <source>Unplug it first</source>
        <comment>@action:button</comment>
        <translation>先に抜く</translation>
    </message>
    <message>
        <source>Turn it off first</source>
        <comment>@action:button</comment>
        <translation>先に切る</translation>
    </message>
    <message>
        <source>Go on with the cable in</source>
        <comment>@action:button</comment>
        <translation>差したまま進む</translation>
    </message>
    <message>
        <source>Go on with Wi-Fi on</source>
        <comment>@action:button</comment>
        <translation>つないだまま進む</translation>
    </message>
    <message>
        <source>Please unplug the network cable</source>
        <comment>@title</comment>
        <translation>ネットワークケーブルを抜いてください</translation>
    </message>
    <message>
        <source>Please turn Wi-Fi off</source>
        <comment>@title</comment>
        <translation>無線 LAN（Wi-Fi）を切ってください</translation>
    </message>
    <message>
        <source>Picture: unplug the network cable</source>
        <comment>@info:spoken</comment>
        <translation>ネットワークケーブルを抜く絵</translation>
    </message>
    <message>
        <source>1 Find the cable that looks like a wide telephone plug.</source>
        <comment>@info step</comment>
        <translation>1&#x3000;電話線より少し太い差し込みのケーブルを探してください。</translation>
    </message>
    <message>
        <source>2 Press its clip and pull.</source>
        <comment>@info step</comment>
        <translation>2&#x3000;つめを押しながら、引き抜いてください。</translation>
    </message>
    <message>
        <source>3 Turn Wi-Fi off as well: press the network sign beside the clock, then Wi-Fi.</source>
        <comment>@info step</comment>
        <translation>3&#x3000;無線 LAN（Wi-Fi）も切ってください。時計の横のネットワークの印を押し、Wi-Fi を押します。</translation>
    </message>
    <message>
        <source>3 If this PC has Wi-Fi, leave it off.</source>
        <comment>@info step</comment>
        <translation>3&#x3000;無線 LAN（Wi-Fi）があれば、切ったままにしてください。</translation>
    </message>
    <message>
        <source>1 Press the network sign beside the clock.</source>
        <comment>@info step</comment>
        <translation>1&#x3000;時計の横のネットワークの印を押してください。</translation>
    </message>
    <message>
        <source>2 Press Wi-Fi, so that it is off.</source>
        <comment>@info step</comment>
        <translation>2&#x3000;Wi-Fi を押して、オフにしてください。</translation>
    </message>
    <message>
        <source>3 If there is a network cable, leave it out.</source>
        <comment>@info step</comment>
        <translation>3&#x3000;ネットワークケーブルがあれば、抜いたままにしてください。</translation>
    </message>
    <message>
        <source>The cable is still in</source>
        <comment>@info</comment>
        <translation>ケーブルは、まだ差さっています</translation>
    </message>
    <message>
        <source>The cable is out</source>
        <comment>@info</comment>
        <translation>ケーブルが抜けました</translation>
    </message>
    <message>
        <source>Wi-Fi is still on</source>
        <comment>@info</comment>
        <translation>無線 LAN（Wi-Fi）は、まだつながっています</translation>
    </message>
    <message>
        <source>Wi-Fi is off</source>
        <comment>@info</comment>
        <translation>無線 LAN（Wi-Fi）が切れました</translation>
    </message>
    <message>
        <source>Sankajo sees it when that is done, and a few seconds later goes on to the check by itself.</source>
        <comment>@info</comment>
        <translation>終わったことは Sankajo が見つけます。その数秒あとに、自動で確認に進みます。</translation>
    </message>
    <message>
        <source>Sankajo waits here. Next, the check.</source>
        <comment>@info</comment>
        <translation>この画面で待っています。次に、確認に進みます。</translation>
    </message>
    <message>
        <source>In a few seconds Sankajo goes on to the check by itself.</source>
        <comment>@info</comment>
        <translation>数秒たつと、自動で確認に進みます。</translation>
    </message>
    <message>
        <source>Wait on this page</source>
        <comment>@action:button</comment>
        <translation>この画面で待つ</translation>
    </message>
    <message>
        <source>A worm comes in and goes out by the network. Off the network it can do neither.</source>
        <comment>@info</comment>
        <translation>ワームは、ネットワークを通って出入りします。つながっていなければ、どちらもできません。</translation>
    </message>
    <message>
        <source>I cannot unplug it</source>
        <comment>@action:button</comment>
        <translation>抜くことができない</translation>
    </message>
    <message>
        <source>I cannot turn it off</source>
        <comment>@action:button</comment>
        <translation>切ることができない</translation>
    </message>
</context>
<context>
    <name>sankajo::QrCode</name>
    <message>
        <source>QR code of the address</source>
        <comment>@info:accessible</comment>
        <translation>場所を示す QR コード</translation>
    </message>
</context>
<context>
    <name>sankajo::Rail</name>
    <message>
        <source>Sankajo</source>
        <comment>the program&apos;s name</comment>
        <translation>Sankajo</translation>
    </message>
    <message>
        <source>Text and colours</source>
        <comment>@action:button</comment>
        <translation>文字と色</translation>
    </message>
    <message>
        <source>The three articles</source>
        <comment>@info:accessible</comment>
        <translation>三カ条</translation>
    </message>
</context>
<context>
    <name>sankajo::RemovePage</name>
    <message>
        <source>Go on</source>
        <comment>@action:button</comment>
        <translation>次に進む</translation>
    </message>
    <message>
        <source>Remove now</source>
        <comment>@action:button</comment>
        <translation>今すぐ駆除する</translation>
    </message>
    <message>
        <source>Check again</source>
        <comment>@action:button</comment>
        <translation>もう一度確認する</translation>
    </message>
    <message>
        <source>Stop after this step</source>
        <comment>@action:button</comment>
        <translation>この手順のあとで中止する</translation>
    </message>
    <message>
        <source>Try the rest again</source>
        <comment>@action:button</comment>
        <translation>残りをもう一度行う</translation>
    </message>
    <message>
        <source>Try again</source>
        <comment>@action:button</comment>
        <translation>もう一度行う</translation>
    </message>
    <message>
        <source>Putting everything back</source>
        <comment>@title</comment>
        <translation>元に戻しています</translation>
    </message>
    <message>
        <source>Taking the worm out</source>
        <comment>@title</comment>
        <translation>ワームの駆除</translation>
    </message>
    <message>
        <source>First, this Windows is looked at once more.</source>
        <comment>@info</comment>
        <translation>はじめに、この Windows をもう一度確認しています。</translation>
    </message>
    <message>
        <source>Each thing is kept before it is taken away. Please leave the disk connected.</source>
        <comment>@info</comment>
        <translation>どれも、取り置いてから取り除きます。ディスクをつないだままにしてください。</translation>
    </message>
    <message>
        <source>Stopped</source>
        <comment>@title</comment>
        <translation>中止しました</translation>
    </message>
    <message>
        <source>That could not be done</source>
        <comment>@title</comment>
        <translation>できませんでした</translation>
    </message>
    <message>
        <source>There is nothing to remove. Next, Sankajo looks at the hole.</source>
        <comment>@info</comment>
        <translation>取り除くものはありません。次に、弱点がふさがっているかを見ます。</translation>
    </message>
    <message>
        <source>These things will be done. A copy of each is kept first, so everything can be put back.</source>
        <comment>@info</comment>
        <translation>次のことを行います。どれも先に取り置くので、あとで元に戻せます。</translation>
    </message>
    <message>
        <source>This Windows has changed since the check. Please look at the list again.</source>
        <comment>@info</comment>
        <translation>確認のあとで、この Windows が変わりました。一覧をもう一度見てください。</translation>
    </message>
    <message>
        <source>Go on without the rest</source>
        <comment>@action:button</comment>
        <translation>残りを行わずに進む</translation>
    </message>
    <message>
        <source>1 Lift the write protection of the disk or its adapter.</source>
        <comment>@info step</comment>
        <translation>1&#x3000;ディスクやアダプターの書き込み禁止を解除します。</translation>
    </message>
    <message>
        <source>2 Connect the disk again.</source>
        <comment>@info step</comment>
        <translation>2&#x3000;ディスクをつなぎ直します。</translation>
    </message>
    <message>
        <source>1 Put the disk back into its PC, and leave the network cable out.</source>
        <comment>@info step</comment>
        <translation>1&#x3000;ディスクを元のパソコンに戻します。ネットワークケーブルは抜いたままにします。</translation>
    </message>
    <message>
        <source>2 Start that Windows once, and shut it down properly.</source>
        <comment>@info step</comment>
        <translation>2&#x3000;その Windows を一度起動し、正しく終了します。</translation>
    </message>
    <message>
        <source>3 Then check again here.</source>
        <comment>@info step</comment>
        <translation>3&#x3000;ここで、もう一度確認します。</translation>
    </message>
    <message>
        <source>Go on without removing</source>
        <comment>@action:button</comment>
        <translation>駆除せずに進む</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>@item number and deed</comment>
        <translation>%1&#x3000;%2</translation>
    </message>
    <message>
        <source>now</source>
        <comment>@info outcome</comment>
        <translation>作業中</translation>
    </message>
    <message>
        <source>waits</source>
        <comment>@info outcome</comment>
        <translation>待っています</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>@info:spoken deed and outcome</comment>
        <translation>%1：%2</translation>
    </message>
    <message numerus="yes">
        <source>%1 (in %n place(s))</source>
        <comment>@item deed</comment>
        <translation>
            <numerusform>%1（%nか所）</numerusform>
        </translation>
    </message>
    <message>
        <source>Start again as administrator</source>
        <comment>@action:button</comment>
        <translation>管理者として開き直す</translation>
    </message>
    <message>
        <source>Each thing is kept before it is taken away. Please leave this PC on.</source>
        <comment>@info</comment>
        <translation>どれも、取り置いてから取り除きます。このパソコンの電源を切らないでください。</translation>
    </message>
    <message>
        <source>This Windows can be changed with administrator rights only. Nothing was changed.</source>
        <comment>@info</comment>
        <translation>この Windows を変えるには、管理者の権限がいります。何も変更していません。</translation>
    </message>
    <message>
        <source>The rights were not given. Nothing was changed.</source>
        <comment>@info</comment>
        <translation>管理者の権限は得られませんでした。何も変更していません。</translation>
    </message>
    <message>
        <source>Start Sankajo again with them. Windows then asks: &quot;Do you want to allow this app to make changes to your device?&quot; Answer Yes.</source>
        <comment>@info</comment>
        <translation>管理者として開き直してください。すると Windows が「このアプリがデバイスに変更を加えることを許可しますか?」と尋ねます。「はい」と答えてください。</translation>
    </message>
    <message>
        <source>Close other programs, and check again.</source>
        <comment>@info</comment>
        <translation>ほかのプログラムを閉じて、もう一度確認してください。</translation>
    </message>
    <message>
        <source>Done</source>
        <comment>@title what is done</comment>
        <translation>済んだこと</translation>
    </message>
    <message>
        <source>Waits for the restart</source>
        <comment>@title what waits</comment>
        <translation>再起動のあとに行うこと</translation>
    </message>
</context>
<context>
    <name>sankajo::ResultPage</name>
    <message>
        <source>Undo the last run?</source>
        <comment>@title</comment>
        <translation>前回の作業を元に戻しますか</translation>
    </message>
    <message>
        <source>What it removed comes back, the worm&apos;s file too.</source>
        <comment>@info</comment>
        <translation>取り除いたものが戻ります。ワームのファイルも元の場所に戻ります。</translation>
    </message>
    <message>
        <source>Leave it</source>
        <comment>@action:button</comment>
        <translation>このままにする</translation>
    </message>
    <message>
        <source>Undo it</source>
        <comment>@action:button</comment>
        <translation>元に戻す</translation>
    </message>
    <message>
        <source>Check again</source>
        <comment>@action:button</comment>
        <translation>もう一度確認する</translation>
    </message>
    <message>
        <source>Check every place</source>
        <comment>@action:button</comment>
        <translation>すみずみまで確認する</translation>
    </message>
    <message>
        <source>Go on to article 3</source>
        <comment>@action:button</comment>
        <translation>第3条に進む</translation>
    </message>
    <message>
        <source>Go on to article 2</source>
        <comment>@action:button</comment>
        <translation>第2条に進む</translation>
    </message>
    <message numerus="yes">
        <source>%n place(s) could not be read</source>
        <comment>@info</comment>
        <translation>
            <numerusform>%nか所を読めませんでした</numerusform>
        </translation>
    </message>
    <message>
        <source>Check every place (takes longer)</source>
        <comment>@action:button</comment>
        <translation>すみずみまで確認する（時間がかかります）</translation>
    </message>
    <message>
        <source>Clear the traces away</source>
        <comment>@action:button</comment>
        <translation>ワームの跡を片づける</translation>
    </message>
    <message>
        <source>Put what was found in quarantine</source>
        <comment>@action:button</comment>
        <translation>見つかったものを隔離する</translation>
    </message>
    <message>
        <source>Undo the last run</source>
        <comment>@action:button</comment>
        <translation>前回の作業を元に戻す</translation>
    </message>
    <message>
        <source>Undo the treatment</source>
        <comment>@action:button</comment>
        <translation>処置を元に戻す</translation>
    </message>
    <message>
        <source>Go on without an answer</source>
        <comment>@action:button</comment>
        <translation>判断できないまま進む</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>@item caption and value</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Finish the last run</source>
        <comment>@action:button</comment>
        <translation>前回の続きを行う</translation>
    </message>
    <message>
        <source>Close the hole</source>
        <comment>@action:button</comment>
        <translation>弱点をふさぐ</translation>
    </message>
    <message>
        <source>Leave the last run as it is, and go on</source>
        <comment>@action:button</comment>
        <translation>前回の作業をそのままにして進む</translation>
    </message>
    <message>
        <source>Start again as administrator</source>
        <comment>@action:button</comment>
        <translation>管理者として開き直す</translation>
    </message>
    <message>
        <source>Go on to the report</source>
        <comment>@action:button</comment>
        <translation>報告書に進む</translation>
    </message>
    <message>
        <source>The rights were not given. Without them this cannot be decided.</source>
        <comment>@info</comment>
        <translation>管理者の権限は得られませんでした。権限がないと、判断できません。</translation>
    </message>
    <message>
        <source>Some of it can be read with administrator rights only. Start Sankajo again with them. Windows then asks: &quot;Do you want to allow this app to make changes to your device?&quot; Answer Yes.</source>
        <comment>@info</comment>
        <translation>管理者の権限がないと読めないものがあります。管理者として開き直してください。すると Windows が「このアプリがデバイスに変更を加えることを許可しますか?」と尋ねます。「はい」と答えてください。</translation>
    </message>
</context>
<context>
    <name>sankajo::Seal</name>
    <message>
        <source>to come</source>
        <comment>@info:accessible</comment>
        <translation>まだ</translation>
    </message>
    <message>
        <source>under way</source>
        <comment>@info:accessible</comment>
        <translation>作業中</translation>
    </message>
    <message>
        <source>done</source>
        <comment>@info:accessible</comment>
        <translation>済み</translation>
    </message>
    <message>
        <source>does not apply</source>
        <comment>@info:accessible</comment>
        <translation>該当なし</translation>
    </message>
    <message>
        <source>not finished</source>
        <comment>@info:accessible</comment>
        <translation>まだ終わっていません</translation>
    </message>
    <message>
        <source>after the restart</source>
        <comment>@info:accessible</comment>
        <translation>再起動のあと</translation>
    </message>
</context>
<context>
    <name>sankajo::StaffPage</name>
    <message>
        <source>The shop&apos;s page</source>
        <comment>@title</comment>
        <translation>お店のスタッフの画面</translation>
    </message>
    <message>
        <source>Counted are disks, by the day. No name and nothing else of a customer is kept.</source>
        <comment>@info</comment>
        <translation>日ごとのディスクの台数です。お客様の名前などは記録していません。</translation>
    </message>
    <message>
        <source>Checked</source>
        <comment>@option figures</comment>
        <translation>確認</translation>
    </message>
    <message>
        <source>Infected</source>
        <comment>@option figures</comment>
        <translation>感染</translation>
    </message>
    <message>
        <source>Treated</source>
        <comment>@option figures</comment>
        <translation>処置</translation>
    </message>
    <message>
        <source>Could not decide</source>
        <comment>@option figures</comment>
        <translation>判断できず</translation>
    </message>
    <message>
        <source>Write the figures to a USB stick</source>
        <comment>@action:button</comment>
        <translation>集計を USB メモリーに書き込む</translation>
    </message>
    <message>
        <source>Sounds</source>
        <comment>@title</comment>
        <translation>音の大きさ</translation>
    </message>
    <message>
        <source>Quieter</source>
        <comment>@action:button</comment>
        <translation>小さくする</translation>
    </message>
    <message>
        <source>Louder</source>
        <comment>@action:button</comment>
        <translation>大きくする</translation>
    </message>
    <message>
        <source>Off</source>
        <comment>@info sounds</comment>
        <translation>鳴らしません</translation>
    </message>
    <message>
        <source>%1 %</source>
        <comment>@info volume</comment>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>In which language each customer begins</source>
        <comment>@title</comment>
        <translation>最初に出る言葉</translation>
    </message>
    <message>
        <source>log</source>
        <comment>@info</comment>
        <translation>記録</translation>
    </message>
    <message>
        <source>Shut this shop PC down</source>
        <comment>@action:button</comment>
        <translation>お店のパソコンを終了する</translation>
    </message>
    <message>
        <source>Shut it down now? A customer&apos;s disk is released first.</source>
        <comment>@info</comment>
        <translation>今終了しますか。つないだディスクは、先に抜ける状態にします。</translation>
    </message>
    <message>
        <source>Leave it on</source>
        <comment>@action:button</comment>
        <translation>終了しない</translation>
    </message>
    <message>
        <source>Shut down</source>
        <comment>@action:button</comment>
        <translation>終了する</translation>
    </message>
    <message>
        <source>Back to the customers</source>
        <comment>@action:button</comment>
        <translation>お客様の画面に戻る</translation>
    </message>
    <message>
        <source>The figures could not be read. They are put aside at the next count, and begun anew.</source>
        <comment>@info</comment>
        <translation>集計を読めませんでした。次に数えるとき、別に取っておき、新しくはじめます。</translation>
    </message>
    <message>
        <source>Today</source>
        <comment>@title</comment>
        <translation>今日</translation>
    </message>
    <message>
        <source>Total</source>
        <comment>@title</comment>
        <translation>累計</translation>
    </message>
    <message>
        <source>Date</source>
        <comment>@title</comment>
        <translation>日付</translation>
    </message>
    <message>
        <source>Count</source>
        <comment>@title</comment>
        <translation>台数</translation>
    </message>
    <message>
        <source>Cumulative</source>
        <comment>@title</comment>
        <translation>累計</translation>
    </message>
    <message>
        <source>%1 GB</source>
        <comment>@item</comment>
        <translation>%1 GB</translation>
    </message>
    <message>
        <source>Please plug a USB stick in.</source>
        <comment>@info</comment>
        <translation>USB メモリーを差してください。</translation>
    </message>
    <message>
        <source>Touch the stick that the file shall be written to.</source>
        <comment>@info</comment>
        <translation>書き込む USB メモリーに触れてください。</translation>
    </message>
    <message>
        <source>The figures are being written. Please leave the stick in.</source>
        <comment>@info</comment>
        <translation>集計を書き込んでいます。USB メモリーを抜かないでください。</translation>
    </message>
    <message>
        <source>The figures are on the stick. You may unplug it.</source>
        <comment>@info</comment>
        <translation>集計を書き込みました。USB メモリーを抜いてください。</translation>
    </message>
    <message>
        <source>The stick was not taken out properly before. Plug it into another PC first, and take it out properly there.</source>
        <comment>@info</comment>
        <translation>この USB メモリーは、前に正しく取り外されていません。別のパソコンに差し、正しく取り外してください。</translation>
    </message>
    <message>
        <source>The figures could not be written. Please try another stick.</source>
        <comment>@info</comment>
        <translation>集計を書き込めませんでした。別の USB メモリーを試してください。</translation>
    </message>
    <message>
        <source>Nothing so far</source>
        <comment>@info</comment>
        <translation>まだ記録はありません</translation>
    </message>
    <message>
        <source>A customer began</source>
        <comment>@item log</comment>
        <translation>お客様がはじめました</translation>
    </message>
    <message>
        <source>Checked: infected</source>
        <comment>@item log</comment>
        <translation>確認：感染</translation>
    </message>
    <message>
        <source>Checked: not infected</source>
        <comment>@item log</comment>
        <translation>確認：感染なし</translation>
    </message>
    <message>
        <source>Checked: could not decide</source>
        <comment>@item log</comment>
        <translation>確認：判断できず</translation>
    </message>
    <message>
        <source>Treated</source>
        <comment>@item log</comment>
        <translation>処置しました</translation>
    </message>
    <message>
        <source>The treatment is not complete</source>
        <comment>@item log</comment>
        <translation>処置が終わっていません</translation>
    </message>
    <message>
        <source>A treatment was undone</source>
        <comment>@item log</comment>
        <translation>処置を元に戻しました</translation>
    </message>
    <message>
        <source>A disk was pulled out in the middle</source>
        <comment>@item log</comment>
        <translation>途中でディスクが外れました</translation>
    </message>
    <message>
        <source>Not everything could be written to a disk</source>
        <comment>@item log</comment>
        <translation>ディスクに書き込めなかったものがあります</translation>
    </message>
    <message>
        <source>A result could not be printed</source>
        <comment>@item log</comment>
        <translation>結果を印刷できませんでした</translation>
    </message>
    <message>
        <source>Nobody was there any more</source>
        <comment>@item log</comment>
        <translation>お返事がなく、終わりました</translation>
    </message>
    <message>
        <source>A wrong PIN</source>
        <comment>@item log</comment>
        <translation>違う暗証番号</translation>
    </message>
    <message>
        <source>The staff opened this page</source>
        <comment>@item log</comment>
        <translation>スタッフがこの画面を開きました</translation>
    </message>
    <message>
        <source>The figures were written to a stick</source>
        <comment>@item log</comment>
        <translation>集計を USB メモリーに書き込みました</translation>
    </message>
    <message>
        <source>Shut down</source>
        <comment>@item log</comment>
        <translation>終了しました</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>@item time and what happened</comment>
        <translation>%1：%2</translation>
    </message>
</context>
<context>
    <name>sankajo::StartPage</name>
    <message>
        <source>Check this Windows</source>
        <comment>@action:button</comment>
        <translation>この Windows を確認する</translation>
    </message>
    <message>
        <source>Look again</source>
        <comment>@action:button</comment>
        <translation>もう一度探す</translation>
    </message>
    <message>
        <source>Choose the folder that has WINDOWS or WINNT in it</source>
        <comment>@title:window</comment>
        <translation>WINDOWS か WINNT が入っているフォルダーを選んでください</translation>
    </message>
    <message>
        <source>disk on USB, %1 GB</source>
        <comment>@item</comment>
        <translation>USB のディスク %1 GB</translation>
    </message>
    <message>
        <source>disk of %1 GB</source>
        <comment>@item</comment>
        <translation>ディスク %1 GB</translation>
    </message>
    <message>
        <source>PC name %1</source>
        <comment>@item</comment>
        <translation>パソコンの名前 %1</translation>
    </message>
    <message>
        <source> · </source>
        <comment>@item between facts of a disk</comment>
        <translation>・</translation>
    </message>
    <message>
        <source>It can be checked, but not changed now.</source>
        <comment>@info</comment>
        <translation>確認はできますが、今は手を加えられません。</translation>
    </message>
    <message>
        <source>Windows of an unknown kind</source>
        <comment>@item</comment>
        <translation>種類のわからない Windows</translation>
    </message>
    <message>
        <source>No Windows was found on the disks of this PC.</source>
        <comment>@info</comment>
        <translation>このパソコンのディスクには、Windows が見つかりませんでした。</translation>
    </message>
    <message>
        <source>Connect the disk by a USB adapter, wait a moment, and look again.</source>
        <comment>@info</comment>
        <translation>ディスクを USB アダプターでつなぎ、少し待ってから、もう一度探してください。</translation>
    </message>
    <message>
        <source>Three articles against the Blaster worm</source>
        <comment>@title</comment>
        <translation>Blaster ワーム対策の三カ条</translation>
    </message>
    <message>
        <source>Check whether this Windows is infected</source>
        <comment>@info article 1</comment>
        <translation>感染していないか確認する</translation>
    </message>
    <message>
        <source>If it is, remove the worm and close the hole</source>
        <comment>@info article 2</comment>
        <translation>感染していれば、ワームを駆除し、弱点をふさぐ</translation>
    </message>
    <message>
        <source>If it is not, bring Windows up to date</source>
        <comment>@info article 3</comment>
        <translation>感染がなければ、Windows を最新にする</translation>
    </message>
    <message>
        <source>Looking for Windows on the disks of this PC</source>
        <comment>@title</comment>
        <translation>このパソコンのディスクで Windows を探しています</translation>
    </message>
    <message>
        <source>Which Windows shall be checked?</source>
        <comment>@title</comment>
        <translation>どの Windows を確認しますか</translation>
    </message>
    <message>
        <source>The Windows to check</source>
        <comment>@title</comment>
        <translation>確認する Windows</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <comment>@action:button</comment>
        <translation>フォルダーを選ぶ</translation>
    </message>
    <message>
        <source>Made after the notice of Japan&apos;s METI of 16 August 2003. Not a product of the ministry.</source>
        <comment>@info</comment>
        <translation>経済産業省の2003年8月16日の注意喚起をもとに作りました。経済産業省の製品ではありません。</translation>
    </message>
    <message>
        <source>&quot;%1&quot;</source>
        <comment>@item name of a disk</comment>
        <translation>「%1」</translation>
    </message>
    <message>
        <source>This PC (%1)</source>
        <comment>@item</comment>
        <translation>このパソコン（%1）</translation>
    </message>
    <message>
        <source>Without administrator rights Sankajo cannot look into some settings, folders and running programs of this PC, and cannot remove anything.</source>
        <comment>@info</comment>
        <translation>管理者の権限がないため、このパソコンの設定やフォルダー、動いているプログラムの一部を確認できません。取り除くこともできません。</translation>
    </message>
    <message>
        <source>Windows then asks: &quot;Do you want to allow this app to make changes to your device?&quot; Answer Yes.</source>
        <comment>@info</comment>
        <translation>開き直すと、Windows が「このアプリがデバイスに変更を加えることを許可しますか?」と尋ねます。「はい」と答えてください。</translation>
    </message>
    <message>
        <source>Start again as administrator</source>
        <comment>@action:button</comment>
        <translation>管理者として開き直す</translation>
    </message>
    <message>
        <source>The rights were not given. Nothing was changed.</source>
        <comment>@info</comment>
        <translation>管理者の権限は得られませんでした。何も変更していません。</translation>
    </message>
    <message>
        <source>Sankajo could not be started again. Press Sankajo.exe with the right mouse button, and choose &quot;Run as administrator&quot;.</source>
        <comment>@info</comment>
        <translation>Sankajo を開き直せませんでした。Sankajo.exe を右クリックし、「管理者として実行」を選んでください。</translation>
    </message>
    <message>
        <source>For those who look after several PCs</source>
        <comment>@action:button</comment>
        <translation>何台ものパソコンを受け持つ方へ</translation>
    </message>
</context>
<context>
    <name>sankajo::Strip</name>
    <message>
        <source>Aa</source>
        <comment>@action:button short for text and colours</comment>
        <translation>あＡ</translation>
    </message>
</context>
<context>
    <name>sankajo::TextAndColours</name>
    <message>
        <source>Text and colours</source>
        <comment>@title:sheet</comment>
        <translation>文字と色</translation>
    </message>
    <message>
        <source>A choice applies at once.</source>
        <comment>@info</comment>
        <translation>選ぶと、すぐに変わります。</translation>
    </message>
    <message>
        <source>Text size</source>
        <comment>@title:group</comment>
        <translation>文字の大きさ</translation>
    </message>
    <message>
        <source>Colours</source>
        <comment>@title:group</comment>
        <translation>色</translation>
    </message>
    <message>
        <source>%1 %</source>
        <comment>@option:radio a text size</comment>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Light</source>
        <comment>@option:radio</comment>
        <translation>明るい色</translation>
    </message>
    <message>
        <source>Dark</source>
        <comment>@option:radio</comment>
        <translation>暗い色</translation>
    </message>
    <message>
        <source>High contrast</source>
        <comment>@option:radio</comment>
        <translation>ハイコントラスト</translation>
    </message>
    <message>
        <source>Show small movements</source>
        <comment>@option:check</comment>
        <translation>小さな動きを見せる</translation>
    </message>
    <message>
        <source>Back to the page</source>
        <comment>@action:button</comment>
        <translation>元の画面に戻る</translation>
    </message>
    <message>
        <source>As this PC is set</source>
        <comment>@option:radio</comment>
        <translation>このパソコンの設定に合わせる</translation>
    </message>
</context>
<context>
    <name>sankajo::UpdatePage</name>
    <message>
        <source>Go on to the report</source>
        <comment>@action:button</comment>
        <translation>報告書に進む</translation>
    </message>
    <message>
        <source>Bring Windows up to date</source>
        <comment>@title</comment>
        <translation>Windows を最新にする</translation>
    </message>
    <message>
        <source>Other holes are closed by bringing this Windows up to date.</source>
        <comment>@info</comment>
        <translation>ほかの弱点は、Windows を最新にするとふさがります。</translation>
    </message>
    <message>
        <source>First close the hole, then bring this Windows up to date.</source>
        <comment>@info</comment>
        <translation>先に弱点をふさぎ、次に Windows を最新にしてください。</translation>
    </message>
    <message>
        <source>It is done in that Windows itself, when the disk is back in its PC.</source>
        <comment>@info</comment>
        <translation>ディスクを元のパソコンに戻してから、その Windows で行います。</translation>
    </message>
    <message>
        <source>1 Put the disk back into its PC and start it.</source>
        <comment>@info step</comment>
        <translation>1&#x3000;ディスクを元のパソコンに戻し、起動します。</translation>
    </message>
    <message>
        <source>2 Turn on the firewall (it blocks traffic from outside) before the network cable goes in.</source>
        <comment>@info step</comment>
        <translation>2&#x3000;ネットワークケーブルを差す前に、ファイアウォール（外から入る通信を止める機能）をオンにします。</translation>
    </message>
    <message>
        <source>3 Open Windows Update. For a Windows of that time it may no longer answer: then install the last service pack (a set of fixes) from a CD.</source>
        <comment>@info step</comment>
        <translation>3&#x3000;Windows Update を開きます。この時代の Windows では、つながらないことがあります。そのときは、最後のサービスパック（修正をまとめたもの）を CD から入れてください。</translation>
    </message>
    <message>
        <source>4 A PC that only runs a machine is best left without a network.</source>
        <comment>@info step</comment>
        <translation>4&#x3000;機械を動かすだけのパソコンは、ネットワークにつながないでください。</translation>
    </message>
    <message>
        <source>I have done it already</source>
        <comment>@option:check</comment>
        <translation>もう済ませました</translation>
    </message>
    <message>
        <source>Open Windows Update</source>
        <comment>@action:button</comment>
        <translation>Windows Update を開く</translation>
    </message>
    <message>
        <source>1 Plug the network cable back in, or turn Wi-Fi on.</source>
        <comment>@info step</comment>
        <translation>1&#x3000;ネットワークケーブルを差すか、無線 LAN（Wi-Fi）をつないでください。</translation>
    </message>
    <message>
        <source>1 Leave the network cable out until the hole is closed.</source>
        <comment>@info step</comment>
        <translation>1&#x3000;弱点をふさぐまで、ネットワークケーブルを抜いたままにしてください。</translation>
    </message>
    <message>
        <source>2 Open Windows Update in the settings of Windows.</source>
        <comment>@info step</comment>
        <translation>2&#x3000;Windows の設定で、Windows Update を開いてください。</translation>
    </message>
    <message>
        <source>3 Press &quot;Check for updates&quot;, and install what it finds.</source>
        <comment>@info step</comment>
        <translation>3&#x3000;「更新プログラムのチェック」を押し、見つかったものを入れてください。</translation>
    </message>
    <message>
        <source>Stop looking</source>
        <comment>@action:button</comment>
        <translation>探すのを中止する</translation>
    </message>
    <message>
        <source>Stop downloading</source>
        <comment>@action:button</comment>
        <translation>ダウンロードを中止する</translation>
    </message>
    <message>
        <source>Stop after this update</source>
        <comment>@action:button</comment>
        <translation>この更新のあとで中止する</translation>
    </message>
    <message>
        <source>Look for updates</source>
        <comment>@action:button</comment>
        <translation>更新プログラムを探す</translation>
    </message>
    <message numerus="yes">
        <source>Install %n update(s)</source>
        <comment>@action:button</comment>
        <translation>
            <numerusform>更新プログラムを%n個入れる</numerusform>
        </translation>
    </message>
    <message>
        <source>Agree and go on</source>
        <comment>@action:button</comment>
        <translation>同意して進む</translation>
    </message>
    <message>
        <source>Look again</source>
        <comment>@action:button</comment>
        <translation>もう一度探す</translation>
    </message>
    <message>
        <source>Go on without this update</source>
        <comment>@action:button</comment>
        <translation>この更新を入れずに進む</translation>
    </message>
    <message>
        <source>Open Windows Update in the settings</source>
        <comment>@action:button</comment>
        <translation>「設定」の Windows Update を開く</translation>
    </message>
    <message>
        <source>Not now, go on to the report</source>
        <comment>@action:button</comment>
        <translation>今はせずに報告書へ進む</translation>
    </message>
    <message>
        <source>Stopped looking. Nothing was changed.</source>
        <comment>@info</comment>
        <translation>探すのを中止しました。何も変更していません。</translation>
    </message>
    <message>
        <source>Windows Update is asked what this PC still needs. You see the list before anything is installed.</source>
        <comment>@info</comment>
        <translation>このパソコンに足りない更新プログラムを、Windows Update で調べます。入れる前に、一覧を見られます。</translation>
    </message>
    <message>
        <source>Looking for updates</source>
        <comment>@title</comment>
        <translation>更新プログラムを探しています</translation>
    </message>
    <message>
        <source>Windows Update finds out what this PC still needs. That can take several minutes.</source>
        <comment>@info</comment>
        <translation>このパソコンに足りないものを、Windows Update が調べています。数分かかることがあります。</translation>
    </message>
    <message numerus="yes">
        <source>%n update(s) can be installed</source>
        <comment>@title</comment>
        <translation>
            <numerusform>入れられる更新プログラムが%n個あります</numerusform>
        </translation>
    </message>
    <message>
        <source>Stopped. Nothing was installed.</source>
        <comment>@info</comment>
        <translation>中止しました。更新プログラムは入れていません。</translation>
    </message>
    <message>
        <source>At most %1 are downloaded. Close the other programs first. You can stop at any time.</source>
        <comment>@info</comment>
        <translation>ダウンロードする量は、多くて %1 です。先にほかのプログラムを閉じてください。途中でいつでも中止できます。</translation>
    </message>
    <message>
        <source>Close the other programs first. You can stop at any time.</source>
        <comment>@info</comment>
        <translation>先にほかのプログラムを閉じてください。途中でいつでも中止できます。</translation>
    </message>
    <message>
        <source>Without your agreement this update is left out. The others are installed.</source>
        <comment>@info</comment>
        <translation>同意しない更新は入れません。ほかの更新は入れられます。</translation>
    </message>
    <message>
        <source>Downloading the updates</source>
        <comment>@title</comment>
        <translation>更新プログラムをダウンロードしています</translation>
    </message>
    <message>
        <source>Please leave this PC on and connected to the internet. After the download the updates are installed.</source>
        <comment>@info</comment>
        <translation>電源を切らず、インターネットにつないだままにしてください。次に、更新プログラムを入れます。</translation>
    </message>
    <message>
        <source>Installing the updates</source>
        <comment>@title</comment>
        <translation>更新プログラムを入れています</translation>
    </message>
    <message>
        <source>Please leave this PC on. Large updates can stay at the same number for a long time.</source>
        <comment>@info</comment>
        <translation>電源を切らないでください。大きな更新では、数字が長いあいだ変わらないことがあります。</translation>
    </message>
    <message>
        <source>A restart is needed first</source>
        <comment>@title</comment>
        <translation>先に再起動が必要です</translation>
    </message>
    <message>
        <source>There is nothing to install</source>
        <comment>@title</comment>
        <translation>入れる更新プログラムはありません</translation>
    </message>
    <message>
        <source>Windows Update says that this Windows is up to date.</source>
        <comment>@info</comment>
        <translation>Windows Update によると、この Windows は最新の状態です。</translation>
    </message>
    <message>
        <source>Next, the report.</source>
        <comment>@info</comment>
        <translation>次は報告書です。</translation>
    </message>
    <message numerus="yes">
        <source>%n update(s) could not be installed</source>
        <comment>@title</comment>
        <translation>
            <numerusform>%n個の更新プログラムを入れられませんでした</numerusform>
        </translation>
    </message>
    <message>
        <source>A restart is needed to finish</source>
        <comment>@title</comment>
        <translation>終えるには再起動が必要です</translation>
    </message>
    <message numerus="yes">
        <source>%n update(s) are installed</source>
        <comment>@title</comment>
        <translation>
            <numerusform>%n個の更新プログラムを入れました</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n update(s) are installed.</source>
        <comment>@info</comment>
        <translation>
            <numerusform>%n個の更新プログラムを入れました。</numerusform>
        </translation>
    </message>
    <message>
        <source>The others were not installed. You can look for them again at any time.</source>
        <comment>@info</comment>
        <translation>残りは入れていません。いつでも、もう一度探せます。</translation>
    </message>
    <message>
        <source>Next, the report. From there this PC can be restarted.</source>
        <comment>@info</comment>
        <translation>次は報告書です。そこから再起動できます。</translation>
    </message>
    <message>
        <source>Restart this PC once, and look again. What could not be installed is offered anew.</source>
        <comment>@info</comment>
        <translation>パソコンを一度再起動して、もう一度探してください。入らなかったものが、また一覧に出ます。</translation>
    </message>
    <message>
        <source>Windows Update could not go on</source>
        <comment>@title</comment>
        <translation>Windows Update を続けられませんでした</translation>
    </message>
    <message>
        <source>Stopping. The update at hand is brought to its end first. Please leave this PC on.</source>
        <comment>@info</comment>
        <translation>中止しています。いまの更新だけは最後まで入れます。電源を切らないでください。</translation>
    </message>
    <message>
        <source>Stopping.</source>
        <comment>@info</comment>
        <translation>中止しています。</translation>
    </message>
    <message>
        <source>Progress</source>
        <comment>@info:spoken</comment>
        <translation>進みぐあい</translation>
    </message>
    <message>
        <source>%1 %</source>
        <comment>@info progress</comment>
        <translation>%1 %</translation>
    </message>
    <message numerus="yes">
        <source>%n second(s) gone</source>
        <comment>@info progress</comment>
        <translation>
            <numerusform>%n秒経過</numerusform>
        </translation>
    </message>
    <message>
        <source> · </source>
        <comment>@info between parts of the progress</comment>
        <translation>、</translation>
    </message>
    <message numerus="yes">
        <source>Windows Update has said nothing for %n minute(s). It is still waited for.</source>
        <comment>@info</comment>
        <translation>
            <numerusform>Windows Update から%n分間返事がありません。このまま待っています。</numerusform>
        </translation>
    </message>
    <message>
        <source>Update %1 of %2: &quot;%3&quot;</source>
        <comment>@info</comment>
        <translation>%2個のうち%1個目：「%3」</translation>
    </message>
    <message>
        <source>&quot;%1&quot;</source>
        <comment>@item title of an update</comment>
        <translation>「%1」</translation>
    </message>
    <message>
        <source>at most %1</source>
        <comment>@item size of a download</comment>
        <translation>多くて %1</translation>
    </message>
    <message>
        <source>Automatic updates are off. An organisation, such as a company or a school, has set it so.</source>
        <comment>@info</comment>
        <translation>自動更新はオフです。会社や学校などの組織が、そう決めています。</translation>
    </message>
    <message>
        <source>Automatic updates could not be turned on. Open Windows Update in the settings of Windows, and look for it there.</source>
        <comment>@info</comment>
        <translation>自動更新をオンにできませんでした。Windows の「設定」で Windows Update を開いて、確かめてください。</translation>
    </message>
    <message>
        <source>Automatic updates are off. When they are on, Windows closes new holes by itself.</source>
        <comment>@info</comment>
        <translation>自動更新はオフです。オンにすると、新しく見つかった弱点を Windows が自分でふさぎます。</translation>
    </message>
    <message>
        <source>Turn automatic updates on</source>
        <comment>@action:button</comment>
        <translation>自動更新をオンにする</translation>
    </message>
    <message>
        <source>First plug the network cable back in, or turn Wi-Fi on.</source>
        <comment>@info</comment>
        <translation>先に、ネットワークケーブルを差すか、無線 LAN（Wi-Fi）をオンにしてください。</translation>
    </message>
    <message>
        <source>Microsoft no longer updates this Windows</source>
        <comment>@title</comment>
        <translation>Microsoft は、この Windows をもう更新していません</translation>
    </message>
    <message>
        <source>For %1 that ended on %2. Holes that were found later stay open in it.</source>
        <comment>@info product and day</comment>
        <translation>%1 の更新は、%2に終わりました。そのあとに見つかった弱点は、開いたままです。</translation>
    </message>
    <message>
        <source>d MMMM yyyy</source>
        <comment>@info how a day is written</comment>
        <translation>yyyy年M月d日</translation>
    </message>
    <message>
        <source>A PC for which longer updates were ordered still gets them. Otherwise move to a newer Windows: ask a shop whether this PC can run it.</source>
        <comment>@info</comment>
        <translation>延長の更新を申し込んだパソコンには、まだ届きます。申し込んでいなければ、新しい Windows に移ってください。このパソコンで動くかどうかは、お店に聞いてください。</translation>
    </message>
    <message>
        <source>&quot;%1&quot;</source>
        <comment>@item name of a service pack or a patch</comment>
        <translation>「%1」</translation>
    </message>
    <message>
        <source>These can still be installed, in this order: %1</source>
        <comment>@info</comment>
        <translation>まだ入れられるもの（この順に）：%1</translation>
    </message>
    <message>
        <source>, </source>
        <comment>@item between names</comment>
        <translation>、</translation>
    </message>
    <message>
        <source>Fetch them with another PC, or take them from a CD of that time.</source>
        <comment>@info</comment>
        <translation>ほかのパソコンで手に入れるか、当時の CD から入れてください。</translation>
    </message>
    <message>
        <source>What to do with such a PC</source>
        <comment>@title</comment>
        <translation>これからの使い方</translation>
    </message>
    <message>
        <source>Move your photos and documents to a PC that is still updated, for example with a USB stick.</source>
        <comment>@info</comment>
        <translation>写真や書類は、USB メモリなどで、いまも更新されているパソコンに移してください。</translation>
    </message>
    <message>
        <source>Windows Update does not answer. It may still be at work: leave this PC on for a while, and then look in the settings of Windows.</source>
        <comment>@info</comment>
        <translation>Windows Update から返事がありません。まだ動いているかもしれません。電源を切らずにしばらく待ち、そのあと Windows の「設定」で確かめてください。</translation>
    </message>
    <message>
        <source>Windows Update cannot be used from here. Open it in the settings of Windows instead.</source>
        <comment>@info</comment>
        <translation>ここからは Windows Update を使えません。代わりに、Windows の「設定」で開いてください。</translation>
    </message>
    <message>
        <source>There is no connection to the internet. Plug the network cable in or turn Wi-Fi on, and look again.</source>
        <comment>@info</comment>
        <translation>インターネットにつながっていません。ネットワークケーブルを差すか、無線 LAN（Wi-Fi）をオンにして、もう一度探してください。</translation>
    </message>
    <message>
        <source>No secure connection to Microsoft was possible. Mostly the date or the time of this PC is wrong. Set both right, and look again.</source>
        <comment>@info</comment>
        <translation>Microsoft につなぐことができませんでした。多くの場合、パソコンの日付か時刻がずれています。どちらも正しく直して、もう一度探してください。</translation>
    </message>
    <message>
        <source>Microsoft&apos;s servers did not answer as they should. Wait for half an hour, and look again.</source>
        <comment>@info</comment>
        <translation>Microsoft のサーバーから、正しい返事がありませんでした。30分ほど待って、もう一度探してください。</translation>
    </message>
    <message>
        <source>An organisation, such as a company or a school, decides about the updates of this PC. Ask those who look after it.</source>
        <comment>@info</comment>
        <translation>このパソコンの更新は、会社や学校などの組織が決めています。パソコンの担当の方に聞いてください。</translation>
    </message>
    <message>
        <source>Administrator rights are needed for this. Open Windows Update in the settings of Windows instead.</source>
        <comment>@info</comment>
        <translation>これには管理者の権限が必要です。代わりに、Windows の「設定」で Windows Update を開いてください。</translation>
    </message>
    <message>
        <source>There is too little free space on the drive of Windows. Empty the recycle bin, and look again.</source>
        <comment>@info</comment>
        <translation>Windows の入っているドライブに、空きが足りません。ごみ箱を空にして、もう一度探してください。</translation>
    </message>
    <message>
        <source>Windows is installing something else just now. Wait until that has ended, and look again.</source>
        <comment>@info</comment>
        <translation>いま Windows が、ほかのものを入れています。終わるまで待って、もう一度探してください。</translation>
    </message>
    <message>
        <source>Windows first needs a restart, to finish what was installed before. After it, start Sankajo again and look again.</source>
        <comment>@info</comment>
        <translation>前に入れたものが、まだ終わっていません。先にパソコンを再起動してください。そのあと Sankajo をもう一度開いて、探してください。</translation>
    </message>
    <message>
        <source>Left out, because its licence was not agreed to.</source>
        <comment>@info</comment>
        <translation>入れていません。ライセンス条項への同意がありませんでした。</translation>
    </message>
    <message>
        <source>Windows Update cannot read its own records. Restart this PC once, and look again. If that does not help, open it in the settings of Windows.</source>
        <comment>@info</comment>
        <translation>Windows Update が、自分の記録を読めませんでした。パソコンを一度再起動して、もう一度探してください。それでもできないときは、Windows の「設定」で開いてください。</translation>
    </message>
    <message>
        <source>Windows Update could not do it. Restart this PC once, and look again. If that does not help, open it in the settings of Windows.</source>
        <comment>@info</comment>
        <translation>Windows Update が、最後までできませんでした。パソコンを一度再起動して、もう一度探してください。それでもできないときは、Windows の「設定」で開いてください。</translation>
    </message>
    <message>
        <source>Do you agree to this licence?</source>
        <comment>@title</comment>
        <translation>このライセンス条項に同意しますか</translation>
    </message>
    <message>
        <source>Microsoft asks this for &quot;%1&quot;.</source>
        <comment>@info</comment>
        <translation>「%1」を入れる前に、Microsoft がたずねています。</translation>
    </message>
    <message>
        <source>Code of Windows Update: &quot;%1&quot;</source>
        <comment>@info</comment>
        <translation>Windows Update の番号：「%1」</translation>
    </message>
    <message>
        <source>Being turned on</source>
        <comment>@action:button</comment>
        <translation>オンにしています</translation>
    </message>
    <message>
        <source>Turn Windows Update on</source>
        <comment>@action:button</comment>
        <translation>Windows Update をオンにする</translation>
    </message>
    <message>
        <source>3 Open Windows Update, press &quot;Check for updates&quot;, and install what it finds.</source>
        <comment>@info step</comment>
        <translation>3&#x3000;Windows Update を開き、「更新プログラムのチェック」を押して、見つかったものを入れます。</translation>
    </message>
    <message>
        <source>After that, keep it off the network.</source>
        <comment>@info</comment>
        <translation>そのあとは、ネットワークにつながないでください。</translation>
    </message>
    <message>
        <source>Bring the other PCs of the home up to date first.</source>
        <comment>@info</comment>
        <translation>先に、家のほかのパソコンを最新にしてください。</translation>
    </message>
    <message>
        <source>Windows Update is turned off on this PC. It can be turned on from here. Automatic updates are turned on with it.</source>
        <comment>@info</comment>
        <translation>このパソコンでは、Windows Update がオフになっています。ここからオンにできます。自動更新もいっしょにオンになります。</translation>
    </message>
    <message>
        <source>More may be offered after these. Look again, until there is nothing left to install.</source>
        <comment>@info</comment>
        <translation>これらを入れたあとに、新しいものが増えることがあります。何も残らなくなるまで、くり返し探してください。</translation>
    </message>
    <message>
        <source>Windows Update gives no text of this licence. To read it first, leave this update out, and install it in the settings of Windows.</source>
        <comment>@info</comment>
        <translation>このライセンス条項の文面を、Windows Update から受け取れませんでした。先に読みたいときは、この更新プログラムを入れずに進み、Windows の「設定」で入れてください。</translation>
    </message>
</context>
<context>
    <name>sankajo::Wizard</name>
    <message>
        <source>Restart this PC?</source>
        <comment>@title</comment>
        <translation>このパソコンを再起動しますか</translation>
    </message>
    <message>
        <source>When the screen has gone dark, take out the disc or the USB stick. Windows then starts from its own disk. Leave the network cable out until the hole is closed.</source>
        <comment>@info</comment>
        <translation>画面が暗くなったら、ディスクか USB メモリを取り出してください。Windows が、パソコンのディスクから起動します。弱点がふさがるまで、ネットワークケーブルは抜いたままにしてください。</translation>
    </message>
    <message>
        <source>Restart</source>
        <comment>@action:button</comment>
        <translation>再起動する</translation>
    </message>
    <message>
        <source>Turn off</source>
        <comment>@action:button</comment>
        <translation>電源を切る</translation>
    </message>
    <message>
        <source>Close Sankajo</source>
        <comment>@action:button</comment>
        <translation>Sankajo を閉じる</translation>
    </message>
    <message>
        <source>Back</source>
        <comment>@action:button</comment>
        <translation>前の画面に戻る</translation>
    </message>
    <message>
        <source>Stop the check?</source>
        <comment>@title</comment>
        <translation>確認を中止しますか</translation>
    </message>
    <message>
        <source>Half a check proves nothing. What was found so far stays as it is, and nothing was changed.</source>
        <comment>@info</comment>
        <translation>途中までの確認では、何も判断できません。何も変更していません。見つかったものは、そのまま残ります。</translation>
    </message>
    <message>
        <source>Keep checking</source>
        <comment>@action:button</comment>
        <translation>確認を続ける</translation>
    </message>
    <message>
        <source>Stop</source>
        <comment>@action:button</comment>
        <translation>中止する</translation>
    </message>
    <message>
        <source>Stop after this step?</source>
        <comment>@title</comment>
        <translation>この手順のあとで中止しますか</translation>
    </message>
    <message>
        <source>The step that is being taken is brought to its end first. What was done is recorded and can be undone.</source>
        <comment>@info</comment>
        <translation>今の手順は最後まで行います。行ったことは記録してあり、元に戻せます。</translation>
    </message>
    <message>
        <source>Keep going</source>
        <comment>@action:button</comment>
        <translation>続ける</translation>
    </message>
    <message>
        <source>Stop after this step</source>
        <comment>@action:button</comment>
        <translation>この手順のあとで中止する</translation>
    </message>
    <message>
        <source>The worm that was found is still there. You can check again at any time.</source>
        <comment>@info</comment>
        <translation>見つかったワームは、まだそこにあります。いつでも、もう一度確認できます。</translation>
    </message>
    <message>
        <source>What was put back stays so. You can check again at any time.</source>
        <comment>@info</comment>
        <translation>元に戻したものは、そのまま残ります。いつでも、もう一度確認できます。</translation>
    </message>
    <message>
        <source>Nothing was changed. You can check again at any time.</source>
        <comment>@info</comment>
        <translation>何も変更していません。いつでも、もう一度確認できます。</translation>
    </message>
    <message>
        <source>What was done stays done, is recorded, and can be undone later.</source>
        <comment>@info</comment>
        <translation>行ったことは、そのまま残ります。記録してあり、あとで元に戻せます。</translation>
    </message>
    <message>
        <source>Close Sankajo?</source>
        <comment>@title</comment>
        <translation>Sankajo を閉じますか</translation>
    </message>
    <message>
        <source>Stay here</source>
        <comment>@action:button</comment>
        <translation>閉じない</translation>
    </message>
    <message>
        <source>Close</source>
        <comment>@action:button short</comment>
        <translation>閉じる</translation>
    </message>
    <message>
        <source>Back</source>
        <comment>@action:button short</comment>
        <translation>戻る</translation>
    </message>
    <message>
        <source>Windows brings the update that it is working on to its end by itself. Leave this PC on for that.</source>
        <comment>@info</comment>
        <translation>いまの更新は、Windows が自分で最後まで入れます。終わるまで電源を切らないでください。</translation>
    </message>
    <message>
        <source>Stop after this update?</source>
        <comment>@title</comment>
        <translation>この更新のあとで中止しますか</translation>
    </message>
    <message>
        <source>The update that is being installed is brought to its end first. What is installed stays, and the others can be installed later.</source>
        <comment>@info</comment>
        <translation>いま入れている更新は、最後まで入れます。入ったものはそのまま残ります。残りは、あとで入れられます。</translation>
    </message>
    <message>
        <source>Stop after this update</source>
        <comment>@action:button</comment>
        <translation>この更新のあとで中止する</translation>
    </message>
    <message>
        <source>Stop looking?</source>
        <comment>@title</comment>
        <translation>探すのを中止しますか</translation>
    </message>
    <message>
        <source>Stop downloading?</source>
        <comment>@title</comment>
        <translation>ダウンロードを中止しますか</translation>
    </message>
    <message>
        <source>Nothing was changed. You can look again at any time.</source>
        <comment>@info</comment>
        <translation>何も変更していません。いつでも、もう一度探せます。</translation>
    </message>
    <message>
        <source>Nothing is installed yet. What is downloaded already need not be downloaded again.</source>
        <comment>@info</comment>
        <translation>まだ何も入れていません。ダウンロードが済んだものは、次に取り直さなくてすみます。</translation>
    </message>
    <message>
        <source>Keep looking</source>
        <comment>@action:button</comment>
        <translation>探すのを続ける</translation>
    </message>
    <message>
        <source>Keep downloading</source>
        <comment>@action:button</comment>
        <translation>ダウンロードを続ける</translation>
    </message>
    <message>
        <source>Back to the page</source>
        <comment>@action:button</comment>
        <translation>元の画面に戻る</translation>
    </message>
</context>
<context>
    <name>sankajo::WorkView</name>
    <message>
        <source>Progress</source>
        <comment>@info:spoken</comment>
        <translation>進みぐあい</translation>
    </message>
    <message>
        <source>Found so far</source>
        <comment>@title</comment>
        <translation>ここまでに見つかったもの</translation>
    </message>
    <message>
        <source>%1 %</source>
        <comment>@info progress</comment>
        <translation>%1 %</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) seen</source>
        <comment>@info progress</comment>
        <translation>
            <numerusform>%n個のファイルを確認</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n second(s) gone</source>
        <comment>@info progress</comment>
        <translation>
            <numerusform>%n秒経過</numerusform>
        </translation>
    </message>
    <message>
        <source>time left is not known yet</source>
        <comment>@info progress</comment>
        <translation>残り時間はまだわかりません</translation>
    </message>
    <message>
        <source>less than a minute left</source>
        <comment>@info progress</comment>
        <translation>残り1分未満</translation>
    </message>
    <message numerus="yes">
        <source>about %n minute(s) left</source>
        <comment>@info progress</comment>
        <translation>
            <numerusform>残り約%n分</numerusform>
        </translation>
    </message>
    <message>
        <source> · </source>
        <comment>@info between parts of the progress</comment>
        <translation>、</translation>
    </message>
    <message>
        <source>This step takes a while: %1</source>
        <comment>@info</comment>
        <translation>この手順には時間がかかっています：%1</translation>
    </message>
    <message>
        <source>Working on %1</source>
        <comment>@info</comment>
        <translation>%1 を処置しています</translation>
    </message>
    <message>
        <source>Reading a slow place: %1</source>
        <comment>@info</comment>
        <translation>時間のかかる場所を見ています：%1</translation>
    </message>
    <message>
        <source>Looking at %1</source>
        <comment>@info</comment>
        <translation>%1 を確認しています</translation>
    </message>
    <message numerus="yes">
        <source>%n place(s) could not be read</source>
        <comment>@info</comment>
        <translation>
            <numerusform>%nか所を読めませんでした</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing so far</source>
        <comment>@info</comment>
        <translation>まだ何も見つかっていません</translation>
    </message>
</context>
</TS>
