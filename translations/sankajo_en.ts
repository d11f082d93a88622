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
