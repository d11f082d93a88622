<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>sankajo::FinishPage</name>
    <message numerus="yes">
        <source>%n place(s) could not be read</source>
        <comment>@info</comment>
        <translation>
            <numerusform>%n place could not be read</numerusform>
            <numerusform>%n places could not be read</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sankajo::KioskWizard</name>
    <message numerus="yes">
        <source>Without an answer this ends in %n second(s). The disk is released safely, and nothing more is changed.</source>
        <comment>@info</comment>
        <translation>
            <numerusform>Without an answer this ends in %n second. The disk is released safely, and nothing more is changed.</numerusform>
            <numerusform>Without an answer this ends in %n seconds. The disk is released safely, and nothing more is changed.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sankajo::OfficeNoticesPage</name>
    <message numerus="yes">
        <source>%n PC(s) of the list are filled in.</source>
        <comment>@info</comment>
        <translation>
            <numerusform>%n PC of the list is filled in.</numerusform>
            <numerusform>%n PCs of the list are filled in.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sankajo::OfficePcsPage</name>
    <message numerus="yes">
        <source>%n file(s) could not be used:</source>
        <comment>@info</comment>
        <translation>
            <numerusform>%n file could not be used:</numerusform>
            <numerusform>%n files could not be used:</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sankajo::PinPad</name>
    <message numerus="yes">
        <source>%n digit(s) of the PIN</source>
        <comment>@info:spoken</comment>
        <translation>
            <numerusform>%n digit of the PIN</numerusform>
            <numerusform>%n digits of the PIN</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Too many wrong tries. The next one is possible in %n second(s).</source>
        <comment>@info</comment>
        <translation>
            <numerusform>Too many wrong tries. The next one is possible in %n second.</numerusform>
            <numerusform>Too many wrong tries. The next one is possible in %n seconds.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sankajo::RemovePage</name>
    <message numerus="yes">
        <source>%1 (in %n place(s))</source>
        <comment>@item deed</comment>
        <translation>
            <numerusform>%1 (in %n place)</numerusform>
            <numerusform>%1 (in %n places)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sankajo::ResultPage</name>
    <message numerus="yes">
        <source>%n place(s) could not be read</source>
        <comment>@info</comment>
        <translation>
            <numerusform>%n place could not be read</numerusform>
            <numerusform>%n places could not be read</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sankajo::UpdatePage</name>
    <message numerus="yes">
        <source>Install %n update(s)</source>
        <comment>@action:button</comment>
        <translation>
            <numerusform>Install %n update</numerusform>
            <numerusform>Install %n updates</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n update(s) can be installed</source>
        <comment>@title</comment>
        <translation>
            <numerusform>%n update can be installed</numerusform>
            <numerusform>%n updates can be installed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n update(s) could not be installed</source>
        <comment>@title</comment>
        <translation>
            <numerusform>%n update could not be installed</numerusform>
            <numerusform>%n updates could not be installed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n update(s) are installed</source>
        <comment>@title</comment>
        <translation>
            <numerusform>%n update is installed</numerusform>
            <numerusform>%n updates are installed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n update(s) are installed.</source>
        <comment>@info</comment>
        <translation>
            <numerusform>%n update is installed.</numerusform>
            <numerusform>%n updates are installed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n second(s) gone</source>
        <comment>@info progress</comment>
        <translation>
            <numerusform>%n second gone</numerusform>
            <numerusform>%n seconds gone</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Windows Update has said nothing for %n minute(s). It is still waited for.</source>
        <comment>@info</comment>
        <translation>
            <numerusform>Windows Update has said nothing for %n minute. It is still waited for.</numerusform>
            <numerusform>Windows Update has said nothing for %n minutes. It is still waited for.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sankajo::WorkView</name>
    <message numerus="yes">
        <source>%n file(s) seen</source>
        <comment>@info progress</comment>
        <translation>
            <numerusform>%n file seen</numerusform>
            <numerusform>%n files seen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n second(s) gone</source>
        <comment>@info progress</comment>
        <translation>
            <numerusform>%n second gone</numerusform>
            <numerusform>%n seconds gone</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %n minute(s) left</source>
        <comment>@info progress</comment>
        <translation>
            <numerusform>about %n minute left</numerusform>
            <numerusform>about %n minutes left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n place(s) could not be read</source>
        <comment>@info</comment>
        <translation>
            <numerusform>%n place could not be read</numerusform>
            <numerusform>%n places could not be read</numerusform>
        </translation>
    </message>
</context>
</TS>
